"""Pages for people: each is a module, a template and a table of words of one name."""
