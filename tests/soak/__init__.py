"""Printers that live with Home Assistant for months, in minutes."""
