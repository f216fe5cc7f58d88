"""Every format, read into the model of the catalogue and written from it."""
