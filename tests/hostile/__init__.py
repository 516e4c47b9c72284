"""Attacks by name: what strangers send, name or point to; each ends in a sentence or a safe result."""
