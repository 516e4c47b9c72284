"""The page as such: its text, tree, blocks, links and words, whatever it is a page of."""
