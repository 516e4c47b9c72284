"""A simulated year: what happens on fifty portals, the watch over it, its events against the truth."""
