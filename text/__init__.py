"""UNDERSTANDS WORDS: folding and word diff; imports nothing, everyone may import it."""
