"""An onion site that tries to be asked for elsewhere: each of its offers is a trick, as a link and as a redirect or a refresh."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from subprocess import CompletedProcess

from tests.crawler.rate_sites import COINS
from tests.crawler.tor.site import Answer, Site, answer, redirect, site
from tests.services import tripwire
from tests.services.confined import Confined
from tests.services.program import Program
from tests.spiders.sites import STALLS

NOBODY = "http://127.0.0.1:9"
PROXIES = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOBODY)
"""What an environment may say of proxies; who believes it is seen to go there."""

OTHER_SCHEMES = ("ftp:", "file:", "data:")


@dataclass(frozen=True)
class Trickster:
    """What the tricks lead to."""

    host: str
    """Its own."""
    other: str
    """Another site's host."""
    trap: int
    """A port of this machine, on which whoever comes is noticed."""

    def tricks(self) -> dict[str, str]:
        """Addresses by the offer that leads there."""
        host, other, trap = self.host, self.other, self.trap
        forged = ("b" if host[0] != "b" else "c") + host[1:]
        return {
            "clearnet": f"http://trap.example:{trap}/",
            "clearnet-80": "http://trap.example/",
            "https": f"https://{host}/moved",
            "https-clearnet": "https://trap.example/",
            "protocol-relative": f"//trap.example:{trap}/",
            "ipv4": f"http://127.0.0.1:{trap}/",
            "ipv4-elsewhere": "http://198.51.100.7/",
            "decimal": f"http://2130706433:{trap}/",
            "hex": f"http://0x7f000001:{trap}/",
            "hex-dotted": f"http://0x7f.0.0.0x1:{trap}/",
            "octal": f"http://0177.0.0.1:{trap}/",
            "short": f"http://127.1:{trap}/",
            "zero": f"http://0:{trap}/",
            "full-width": f"http://１２７.0.0.1:{trap}/",
            "ipv6": f"http://[::1]:{trap}/",
            "ipv6-mapped": f"http://[::ffff:127.0.0.1]:{trap}/",
            "ipv6-elsewhere": "http://[2001:db8:1::7]/",
            "localhost": f"http://localhost:{trap}/",
            "localhost-dot": f"http://localhost.:{trap}/",
            "intranet": "http://intranet/",
            "user": f"http://somebody@{host}/",
            "user-looks-like-us": f"http://{host}@trap.example:{trap}/",
            "user-and-port": f"http://{host}:80@127.0.0.1:{trap}/",
            "backslash": f"http://{host}\\@trap.example:{trap}/",
            "port": f"http://{host}:22/",
            "control-port": "http://127.0.0.1:9051/",
            "dot": f"http://{host}./",
            "subdomain": f"http://www.{host}/",
            "other-site": f"http://{other}/",
            "onion-v2": "http://abcdefghij234567.onion/",
            "onion-forged": f"http://{forged}/",
            "exit": "http://trap.example.exit/",
            "ftp": "ftp://trap.example/",
            "file": "file:///etc/hostname",
            "data": "data:text/html,hello",
            "loop": "/offer?id=loop",
        }

    def routes(self) -> dict[str, Answer]:
        """Return what it answers; everything else is a 404."""
        robots = answer(b"", None, 302, {"Location": f"http://trap.example:{self.trap}/robots.txt"})
        return {
            "/robots.txt": robots,
            "/stalls": answer(self._list().encode(), headers=self._headers()),
            "/offer": self._offer,
        }

    def _offer(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.partition("id=")[2]
        location = self.tricks().get(name, "/")
        refresh = {"Refresh": f"0;url={location}"} if location.isascii() else {}
        # Where nobody would follow a redirect, an offer that asks for a refresh: a site of broken pages is soon left.
        status = 200 if location.startswith(OTHER_SCHEMES) else 302
        page = (
            f"<html><head><meta http-equiv=refresh content='0;url={escape(location)}'></head><body>"
            f"<article class=offer><h1>{escape(name)}</h1><b>$1</b> by <i>newt</i><p class=text>400 lines of data.</p>"
            f"<p class=when>Added: 24 December 2024</p></article></body></html>"
        )
        headers = {**refresh, "Location": location.encode().decode("latin-1")}
        answer(page.encode(), status=status, headers=headers)(handler)

    def _list(self) -> str:
        bait = f"http://trap.example:{self.trap}"
        return (
            f"<html><head><base href='{bait}/'><meta http-equiv='refresh' content='0;url={bait}/refresh'>"
            f"<link rel=canonical href='{bait}/'><link rel=dns-prefetch href='//trap.example'>"
            f"<link rel=stylesheet href='{bait}/style.css'><script src='{bait}/script.js'></script></head><body>"
            f"<img src='{bait}/pixel.gif'><iframe src='http://127.0.0.1:{self.trap}/'></iframe>"
            f"<h1 class=stalls>Stalls</h1><ul>{''.join(self._rows())}</ul>"
            f"<a class=more href='{bait}/stalls?p=2'>more</a></body></html>"
        )

    def _rows(self) -> Iterator[str]:
        for name, address in self.tricks().items():
            path = f"offer?id={name}"
            hrefs = [address + path if address.startswith(("http", "//")) and address.endswith("/") else path]
            if address.startswith(OTHER_SCHEMES):
                hrefs.append(address)
            for href in hrefs:
                yield (
                    f"<li class=stall><a class=name href='{escape(href)}'>Database of the Kingdom of {name}</a>"
                    f"<i>newt</i><b>$1</b></li>"
                )

    def _headers(self) -> dict[str, str]:
        return {
            "Set-Cookie": "visitor=1; Domain=shop.co.uk",
            "Onion-Location": f"http://{self.other}/",
            "Alt-Svc": f'h2="trap.example:{self.trap}"',
            "Link": f"<http://trap.example:{self.trap}/>; rel=preload",
        }


@dataclass(frozen=True)
class Tricks:
    """What runs, and whether anybody fell for it."""

    trickster: Trickster
    rates_host: str
    web: Site
    """The trickster's."""
    rates: Site
    """A source of rates that redirects to the trap."""
    other: Site
    """Another site; nobody has a reason to come."""
    trap: Site

    def call(self, folder: Path, room: Confined, *arguments: str, control: bool = False) -> CompletedProcess[str]:
        """Call stallwatch inside a namespace, with proxies in its environment. `control`: with tor's control port."""
        tor = {"launch": False, "socks": room.socks, "control": room.control if control else None}
        source = {"id": "ticker", "kind": "json", "url": f"http://{self.rates_host}/ticker", "usd": COINS}
        mine = {
            "id": "trickster", "engine": "market", "addresses": [f"http://{self.trickster.host}"], "delay": 0,
            "concurrency": 8, "boards": [{"id": "all", "path": "/stalls", "ordered_by": "nothing"}],
            "selectors": STALLS, "robots": "obey",
        }  # fmt: skip
        operator = folder / "operator"
        (operator / "sites").mkdir(parents=True, mode=0o700)
        (operator / "stallwatch.yml").write_text(json.dumps({"tor": tor, "rates": {"sources": [source]}}), "utf-8")
        (operator / "sites" / "trickster.yml").write_text(json.dumps(mine), "utf-8")
        return Program(operator, prefix=room.prefix).call(*arguments, wire=folder / "wire", **PROXIES)

    def not_played(self) -> set[str]:
        """Tricks of the site that the visitor was not shown."""
        asked = {path.partition("id=")[2] for path in self.web.paths if path.startswith("/offer")}
        pages = {"/robots.txt", "/stalls", "/stalls?p=2"} - {*self.web.paths}
        return (set(self.trickster.tricks()) - asked) | pages

    def caught(self) -> list[str]:
        """What was asked for where nobody should have come."""
        return self.trap.paths + self.other.paths


@contextmanager
def tricks(hosts: Sequence[str], ports: Sequence[int] = (0, 0, 0)) -> Iterator[Tricks]:
    """Run the trickster, a source of rates and another site. `hosts`: theirs; `ports`: on loopback, 0: any."""
    with site({"/": answer()}) as trap:
        trickster = Trickster(hosts[0], hosts[2], trap.port)
        to_trap = {"/ticker": redirect(f"http://127.0.0.1:{trap.port}/ticker")}
        with (
            site(trickster.routes(), ports[0]) as web,
            site(to_trap, ports[1]) as rates,
            site({"/": answer()}, ports[2]) as other,
        ):
            yield Tricks(trickster, hosts[1], web, rates, other, trap)


def contacts(folder: Path) -> tuple[set[tuple[str, int]], set[str]]:
    """Whom the program connected to, and what names it looked up besides this machine's address."""
    return tripwire.addresses(folder / "wire"), tripwire.lookups(folder / "wire") - {"127.0.0.1"}
