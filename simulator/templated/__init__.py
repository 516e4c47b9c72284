"""Plays a site from a folder of plain data and Jinja2 templates; ``simulator/sites/README.md`` tells how."""
