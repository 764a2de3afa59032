"""What the simulated worlds of all host kinds have in common."""
