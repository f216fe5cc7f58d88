"""What a record is, and where it is kept: the bottom layer."""
