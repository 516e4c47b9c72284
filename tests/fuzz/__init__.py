"""Examples that nobody thought of, made for an hour: what ends badly is a finding, and is kept as a case."""
