"""Steps from one schema to the next: expand first, contract in a later release."""
