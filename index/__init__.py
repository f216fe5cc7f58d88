"""From catalogue to search."""
