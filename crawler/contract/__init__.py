"""A portal's contract: pages that were kept with the values read from them, and what is read today."""
