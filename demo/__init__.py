"""A private Tor network and two onion sites on loopback, to try stallwatch on and to test it with."""
