"""The settings of Scrapy and of Balagh."""
