"""The Printer Maintenance integration."""
