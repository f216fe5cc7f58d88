"""The command `spil`."""
