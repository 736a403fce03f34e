"""The only way out: everything that leaves the crawl process passes Tor's SOCKS port, by name, guarded."""
