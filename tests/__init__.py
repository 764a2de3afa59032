"""Tests of the Printer Maintenance integration."""
