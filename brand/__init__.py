"""Where the brand images come from."""
