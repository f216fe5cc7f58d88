"""Fetch what sources deliver, byte for byte."""
