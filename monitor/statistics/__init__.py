"""What the archive tells in figures, and against how much watching these are to be held."""
