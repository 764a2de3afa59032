"""What the integration costs: measured as ratios and counts that hold anywhere."""
