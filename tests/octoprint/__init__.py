"""Tests of what is read and counted of an OctoPrint."""
