"""A simulated year: what happens on fifty portals, the watch over it, and its events held against the truth."""
