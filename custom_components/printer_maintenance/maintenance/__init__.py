"""The rules of printer maintenance: pure, without Home Assistant, I/O or a clock."""
