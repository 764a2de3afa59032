"""Tests of what is read and counted of a Moonraker."""
