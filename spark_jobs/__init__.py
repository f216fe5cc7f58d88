"""The same rules, spread over many machines."""
