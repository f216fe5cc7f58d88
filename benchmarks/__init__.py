"""Measurements: each says what it measures, against what, and prints its figures as JSON."""
