"""The data set: what leaves the archive for researchers, described once, and what comes back."""
