"""Programs that go around Tor, each in another way, to see that a wall notices it: `python -m tests.crawler.tor.leaky WAY`."""

import contextlib
import socket
import sys
from collections.abc import Callable

import requests
from tldextract import TLDExtract


def udp(host: str, port: int, family: int = socket.AF_INET) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as one:
        one.sendto(b"hello", (host, port))


WAYS: dict[str, tuple[Callable[[], object], str]] = {
    "requests": (lambda: requests.get("http://forum.example/", timeout=0.2), "lookups"),
    "requests-ipv4": (lambda: requests.get("http://198.51.100.7/", timeout=0.2), "ipv4"),
    "requests-ipv6": (lambda: requests.get("http://[2001:db8:1::7]/", timeout=0.2), "ipv6"),
    "this-machine": (lambda: requests.get("http://127.0.0.1:8080/", timeout=0.2), "loopback"),
    "this-machine-ipv6": (lambda: requests.get("http://[::1]:9050/", timeout=0.2), "loopback"),
    "proxy-of-the-environment": (
        lambda: requests.get("http://forum.example/", proxies={"http": "http://127.0.0.1:3128"}, timeout=0.2),
        "loopback",
    ),
    "other-loopback": (lambda: requests.get("http://127.0.0.2:9050/", timeout=0.2), "loopback"),
    "resolver": (lambda: socket.getaddrinfo("forum.example", 80), "lookups"),
    "resolver-of-its-own": (lambda: udp("198.51.100.53", 53), "lookups"),
    "multicast-dns": (lambda: udp("224.0.0.251", 5353), "lookups"),
    "quic": (lambda: udp("198.51.100.7", 443), "ipv4"),
    "quic-ipv6": (lambda: udp("2001:db8:1::7", 443, socket.AF_INET6), "ipv6"),
    "list-of-public-suffixes": (lambda: TLDExtract(cache_dir=None)("shop.co.uk"), "lookups"),
}
"""By name, what is done and the counter that must notice."""

if __name__ == "__main__":
    with contextlib.suppress(OSError):  # requests' errors among them
        WAYS[sys.argv[1]][0]()
