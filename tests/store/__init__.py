"""What a disk can do to a printer's record, and a process that dies over it."""
