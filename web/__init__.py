"""SHOWS: dashboard, API, feeds (nothing yet)."""
