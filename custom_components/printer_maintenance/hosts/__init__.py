"""Printer hosts: clients that read what they tell, knowing nothing of Home Assistant."""
