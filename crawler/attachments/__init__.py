"""The files that articles link to: what they are by their bytes, and the text in them.

`reading` puts it together, `fetching` brings the bytes. Nothing heavy is imported here: the child process
that reads PDF files begins with this package.
"""
