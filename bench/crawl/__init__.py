"""Crawling beside two peers, through one real private Tor network (bench/README.md)."""
