"""A page that lists news: its rows, what each says, and the way to the next page."""
