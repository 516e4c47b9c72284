"""What a council is expected to publish, and what its portal shows of it (pure but for `telling.py`)."""
