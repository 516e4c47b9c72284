"""Feeds: what was found, for programs that read news."""
