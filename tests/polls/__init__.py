"""Portals on loopback addresses and the programs that poll them: shared by `bench/poll` and its test."""
