"""A private Tor network and three onion sites on loopback, to try stallwatch on and to test it with."""
