"""The `balagh` command: the place where things are put together."""
