"""Same or different, and why."""
