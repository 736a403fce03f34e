"""The addresses that are never asked for."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.schema import Board, Site
from crawler.tor import refuse as module
from crawler.tor.refuse import REASONS, refuse
from crawler.tor.scope import Scope, owner
from tests.onions import invented

ONION, MIRROR, OTHER = invented("forum"), invented("mirror"), invented("other")
DARK = Scope(frozenset({ONION, MIRROR, f"{MIRROR}:8080"}))
BOTH = Scope(frozenset({ONION, "forum.example", "forum.example:8443"}), "clearnet-over-tor")

# Hosts that stand in this scope: so that no row is refused only because its host is in no scope.
CARELESS = Scope(
    frozenset(
        {"127.0.0.1", "10.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "::1", "::ffff:127.0.0.1",
         "localhost", "router.local", "box.lan", "intranet", "forum.example.exit", "8.8.8.8", "a.b.c.4", "1.2.3.0x4",
         "fe80::1%25eth0", "printer.home", "1.0.0.127.in-addr.arpa", "app.localhost", "0", "127.0.0.1.", "localhost.",
         "forum.example", "forum.example.", "a..b.example", "-a.example", "under score.example", "x" * 64 + ".example",
         "short.onion", ONION[:-7] + "b.onion", "forum_example"}
    ),
    "clearnet-over-tor",
)  # fmt: skip

TABLE = [
    # what may pass
    (f"http://{ONION}/", DARK, None),
    (f"https://{ONION}/thread-1.html?page=2#pid3", DARK, None),
    (f"http://{ONION}:80/", DARK, None),
    (f"http://{ONION}:443/", DARK, None),
    (f"http://{MIRROR}:8080/", DARK, None),
    (f"HTTP://{ONION.upper()}/", DARK, None),
    (f"http://{ONION}/?next=http://user@127.0.0.1/", DARK, None),
    (f"http://{ONION}/a@b", DARK, None),
    ("https://forum.example/", BOTH, None),
    ("https://forum.example:8443/", BOTH, None),
    (f"http://{ONION}/", BOTH, None),
    # schemes
    ("ftp://forum.example/", CARELESS, "scheme"),
    ("file://forum.example/etc/passwd", CARELESS, "scheme"),
    ("gopher://forum.example/", CARELESS, "scheme"),
    ("ws://forum.example/", CARELESS, "scheme"),
    ("javascript://forum.example/%0aalert(1)", CARELESS, "scheme"),
    ("//forum.example/", CARELESS, "scheme"),
    # userinfo
    ("http://user@forum.example/", CARELESS, "userinfo"),
    ("http://user:pass@forum.example/", CARELESS, "userinfo"),
    ("http://@forum.example/", CARELESS, "userinfo"),
    ("http://forum.example@127.0.0.1/", CARELESS, "userinfo"),
    (f"http://{ONION}:80@forum.example/", CARELESS, "userinfo"),
    # IP addresses in all their dresses
    ("http://127.0.0.1/", CARELESS, "ip_literal"),
    ("http://10.0.0.1/", CARELESS, "ip_literal"),
    ("http://8.8.8.8/", CARELESS, "ip_literal"),
    ("http://2130706433/", CARELESS, "ip_literal"),
    ("http://0x7f000001/", CARELESS, "ip_literal"),
    ("http://0X7F000001/", CARELESS, "ip_literal"),
    ("http://0177.0.0.1/", CARELESS, "ip_literal"),
    ("http://127.1/", CARELESS, "ip_literal"),
    ("http://0x7f.1/", CARELESS, "ip_literal"),
    ("http://0/", CARELESS, "ip_literal"),
    ("http://a.b.c.4/", CARELESS, "ip_literal"),
    ("http://1.2.3.0x4/", CARELESS, "ip_literal"),
    ("http://127.0.0.1./", CARELESS, "ip_literal"),
    ("http://[::1]/", CARELESS, "ip_literal"),
    ("http://[::ffff:127.0.0.1]/", CARELESS, "ip_literal"),
    ("http://[fe80::1%25eth0]/", CARELESS, "ip_literal"),
    # names nearby
    ("http://localhost/", CARELESS, "local_name"),
    ("http://LOCALHOST/", CARELESS, "local_name"),
    ("http://localhost./", CARELESS, "local_name"),
    ("http://app.localhost/", CARELESS, "local_name"),
    ("http://router.local/", CARELESS, "local_name"),
    ("http://box.lan/", CARELESS, "local_name"),
    ("http://printer.home/", CARELESS, "local_name"),
    ("http://intranet/", CARELESS, "local_name"),
    ("http://1.0.0.127.in-addr.arpa/", CARELESS, "local_name"),
    ("http://forum.example.exit/", CARELESS, "local_name"),
    # ports
    ("http://forum.example:22/", CARELESS, "port"),
    ("http://forum.example:8080/", CARELESS, "port"),
    (f"http://{ONION}:8080/", DARK, "port"),
    ("https://forum.example:8444/", BOTH, "port"),
    # onions
    ("http://short.onion/", CARELESS, "onion"),
    (f"http://{ONION[:-7]}b.onion/", CARELESS, "onion"),
    # clearnet where only onions are meant
    ("http://forum.example/", Scope(frozenset({"forum.example"})), "clearnet"),
    ("http://elsewhere.example/", DARK, "clearnet"),
    # other hosts
    (f"http://{OTHER}/", DARK, "scope"),
    (f"http://www.{ONION}/", DARK, "scope"),
    ("http://elsewhere.example/", BOTH, "scope"),
    ("http://forum.example.evil.example/", BOTH, "scope"),
    ("http://evilforum.example/", BOTH, "scope"),
    # what two programs could read differently
    ("", CARELESS, "malformed"),
    ("http://", CARELESS, "malformed"),
    ("http:///path", CARELESS, "malformed"),
    ("http://forum.example:/", CARELESS, "malformed"),
    ("http://forum.example:0/", CARELESS, "malformed"),
    ("http://forum.example:99999/", CARELESS, "malformed"),
    ("http://forum.example:80:90/", CARELESS, "malformed"),
    ("http://forum.example:8o/", CARELESS, "malformed"),
    ("http://[::1/", CARELESS, "malformed"),
    ("http://forum.example\\@127.0.0.1/", CARELESS, "malformed"),
    ("http://forum.example/\r\nHost: elsewhere.example", CARELESS, "malformed"),
    ("http://forum.example /", CARELESS, "malformed"),
    ("\thttp://forum.example/", CARELESS, "malformed"),
    ("http://１２７.0.0.1/", CARELESS, "malformed"),
    ("http://forum。example/", CARELESS, "malformed"),
    ("http://forum.example./", CARELESS, "malformed"),
    ("http://a..b.example/", CARELESS, "malformed"),
    ("http://-a.example/", CARELESS, "malformed"),
    ("http://forum%2eexample.example/", CARELESS, "malformed"),
    ("http://" + "x" * 64 + ".example/", CARELESS, "malformed"),
    ("http://forum.example/" + "a" * 9000, CARELESS, "malformed"),
]


@pytest.mark.parametrize(("url", "scope", "reason"), TABLE)
def test_table(url: str, scope: Scope, reason: str | None) -> None:
    assert refuse(url, scope) == reason


def test_the_table_has_every_reason() -> None:
    assert {reason for _, _, reason in TABLE} == {None, *REASONS}


@pytest.mark.parametrize("check", [name for name, _ in module._CHECKS])
def test_each_check_is_needed(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it some row of the table would be let through, or named otherwise."""
    monkeypatch.setattr(module, "_CHECKS", tuple(each for each in module._CHECKS if each[0] != check))
    assert [url for url, scope, reason in TABLE if refuse(url, scope) != reason]


@given(st.text(max_size=60))
@example("http://[")
@example("http://forum.example:٣/")
def test_whatever_comes_is_judged_and_only_hosts_in_scope_pass(text: str) -> None:
    for url in (text, "http://" + text, f"http://{ONION}{text}"):
        reason = refuse(url, DARK)
        assert reason is None or reason in REASONS
        if reason is None:
            host = url.split("/")[2].split("?")[0].split("#")[0].lower().partition(":")[0]
            assert host in (ONION, MIRROR)


def site(*addresses: str, network: str = "onion") -> Site:
    board = Board(id="all", path="/")
    return Site(id="forum", engine="mybb", addresses=addresses, boards=(board,), network=network)


def test_a_sites_addresses_make_its_scope() -> None:
    scope = Scope.of(site(f"http://{ONION}", f"http://{MIRROR}:8080/board"))
    assert scope == Scope(frozenset({ONION, MIRROR, f"{MIRROR}:8080"}), "onion")
    assert refuse(f"http://{MIRROR}:8080/board/x", scope) is None
    assert refuse(f"http://{ONION}:8080/", scope) == "port"


def test_an_address_that_the_schema_lets_through_is_refused_still() -> None:
    assert refuse("http://127.0.0.1/", Scope.of(site("http://127.0.0.1", network="clearnet-over-tor"))) == "ip_literal"


def test_a_host_belongs_to_a_site_only_when_to_no_other() -> None:
    scopes = {"forum": DARK, "both": BOTH}
    assert owner(MIRROR, scopes) == "forum"
    assert owner("forum.example", scopes) == "both"
    assert owner(ONION, scopes) is None
    assert owner("elsewhere.example", scopes) is None
