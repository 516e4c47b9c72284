"""A year of made-up publishing, and rules by which it is polled: shared by tests and `bench/schedule`."""
