"""Tests against the real programs that drive printers."""
