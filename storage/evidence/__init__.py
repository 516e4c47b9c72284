"""Evidence: what servers answered, byte for byte, in WARC files, and the proof that nobody touched it."""
