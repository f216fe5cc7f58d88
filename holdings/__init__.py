"""Who has it, and who lends it."""
