"""READS: portals, platforms, sources, extraction, dates. Scrapy lives here."""
