"""Manners: one request at a time for each host and shared address, robots.txt, Retry-After, a daily budget.

`middleware` is what Scrapy's settings name; `robots` and `retry_after` are pure.
"""
