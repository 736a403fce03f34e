"""Run it: the command line, Scrapy's settings, Tor, the frontier and the health of the sites."""
