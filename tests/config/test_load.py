"""An operator's folder is read whole or refused with file, key and what is allowed."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from config.errors import ConfigError
from config.load import load, read_yaml
from config.schema import Site
from tests.onions import invented

HOST = invented("forum")
ONION = f"http://{HOST}"

SITE = f"id: forum\nengine: mybb\naddresses: [{ONION}]\nboards: [{{id: db, path: /forumdisplay.php?fid=2}}]\n"
RULE = "- id: big\n  title: Big\n  when: {records: {at_least: 1000}}\n"


def folder(tmp_path: Path, *, site: str = SITE, rule: str = RULE, settings: str = "") -> Path:
    (tmp_path / "sites").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "sites" / "forum.yml").write_text(site, encoding="utf-8")
    (tmp_path / "rules" / "rules.yml").write_text(rule, encoding="utf-8")
    (tmp_path / "stallwatch.yml").write_text(settings, encoding="utf-8")
    return tmp_path


def source(**changes: Any) -> str:
    """A stallwatch.yml with one source of rates (JSON is YAML)."""
    base = {"id": "ecb", "kind": "ecb", "url": "https://rates.example/daily.xml"}
    return json.dumps({"rates": {"sources": [base | changes]}})


def test_a_folder_is_read_with_its_defaults(tmp_path: Path) -> None:
    config = load(folder(tmp_path))
    assert [site.id for site in config.sites] == ["forum"]
    assert config.sites[0].delay == 5
    assert config.rules[0].on == ("new",)
    assert config.settings.ledger == "ledger.sqlite3"


def test_norway_is_a_country_and_big_numbers_are_numbers(tmp_path: Path) -> None:
    rule = "- id: n\n  title: N\n  when: {countries: [NO, SE], records: {at_least: 1e12}}\n"
    when = load(folder(tmp_path, rule=rule)).rules[0].when
    assert when.countries == ("NO", "SE")
    assert when.records is not None
    assert when.records.at_least == Decimal("1e12")


def test_numbers_may_hold_underscores(tmp_path: Path) -> None:
    rule = "- id: n\n  title: N\n  when: {records: {at_least: 1_000_000}, max_age: 14d}\n"
    when = load(folder(tmp_path, rule=rule)).rules[0].when
    assert when.records is not None
    assert when.records.at_least == 1_000_000
    assert when.max_age == timedelta(days=14)


@pytest.mark.parametrize(
    ("part", "text", "says"),
    [
        ("rule", "- id: x\n  title: T\n  when: {record: {at_least: 3}}\n", "rules.yml: rule x: when.record: unknown key; did you mean 'records'?"),
        ("rule", "- id: x\n  title: T\n  when: {zzz: 3}\n", "when.zzz: unknown key; allowed: author, board, cause, countries"),
        ("rule", "- id: x\n  title: T\n  when: {countries: [UK]}\n", "when.countries.0: expected an ISO 3166-1 alpha-2 code in capitals, such as CN, or 'unspecified'; the United Kingdom is GB"),
        ("rule", "- id: x\n  title: T\n  when: {records: {at_least: many}}\n", "when.records.at_least: "),
        ("rule", "- id: x\n  title: T\n  when: {records: {}}\n", "when.records: expected at_least, at_most or both"),
        ("rule", "- id: x\n  title: T\n  when: {max_age: 14}\n", "expected a number with d, h, m or s behind it"),
        ("rule", "- id: x\n  title: T\n  when: {data_types: [nam]}\n", "when.data_types.0: expected one of: name, address"),
        ("rule", "- id: x\n  title: T\n  when: {cause: [rain]}\n", "expected one of: exposed_database"),
        ("rule", "- id: x\n  title: T\n  when: {}\n  then: alert\n", "channel: 'then: alert' needs the name of a channel"),
        ("rule", "- id: x\n  title: T\n  on: [gone]\n  when: {}\n", "on.0: "),
        ("rule", "- id: x\n  title: T\n  when: {site: [fourm]}\n", "rule x: when.site: no such site: fourm; known: forum"),
        ("rule", RULE + RULE, "rule id used twice: big"),
        ("rule", "id: x\n", "expected a list of rules"),
        ("rule", "- id: [\n", "rules.yml, line 2: not YAML"),
        ("site", SITE.replace("mybb", "mybbb"), "forum.yml: engine: "),
        ("site", SITE.replace(HOST[:4], "aaaa"), "checksum is wrong: was it copied whole?"),
        ("site", SITE.replace(ONION, f"{ONION}, http://aaaa{HOST[4:]}"), "checksum is wrong: was it copied whole?"),
        ("site", SITE.replace(ONION, "http://abcdefghij234567.onion"), "expected 56 characters before .onion"),
        ("site", SITE.replace(ONION, ONION + ".") + "network: clearnet-over-tor\n", "expected 56 characters before .onion"),
        ("site", SITE.replace(HOST[:4], "aaaa") + "network: clearnet-over-tor\n", "checksum is wrong: was it copied whole?"),
        ("site", SITE.replace(ONION, "http://forum.example"), "say 'network: clearnet-over-tor'"),
        ("site", SITE.replace(ONION, ONION.replace("http://", "http://me:pw@")), "without user, query or fragment"),
        ("site", SITE + "boardz: 1\n", "boardz: unknown key; did you mean 'boards'?"),
        ("site", SITE + "timezone: Europe/Moskau\n", "expected an IANA time zone"),
        ("site", SITE.replace("boards: [{", "boards: [{id: db, path: /a}, {"), "two boards have the same id"),
        ("settings", "tor: {socks: '10.0.0.1:9050'}\n", "stallwatch.yml: tor.socks: "),
        ("settings", "rates: {source: []}\n", "stallwatch.yml: rates.source: unknown key; did you mean 'sources'?"),
        ("settings", "rates: {every: 1m}\n", "rates.every: "),
        ("settings", source(url="http://rates.example/"), "url: expected https://, since an exit of Tor could change the answer"),
        ("settings", source(url="https://127.0.0.1/"), "url: expected a host's name in full"),
        ("settings", source(url="https://2130706433/"), "url: expected a host's name in full"),
        ("settings", source(url="https://[::1]/"), "url: expected a host's name in full"),
        ("settings", source(url="https://localhost/"), "url: expected a host's name in full"),
        ("settings", source(url="https://[oops/"), "url: not an address"),
        ("settings", source(url="https://rates.example:99999/"), "url: not an address"),
        ("settings", source(url="https://me:hunter2@rates.example/"), "without user, password, fragment or blanks"),
        ("settings", source(url="https://rates.example/?of=BTC&apikey=s3cr3t"), "url: a key does not belong in this file: write {key}"),
        ("settings", "ledger: postgresql://watch:hunter2@db.example/stallwatch\n", "ledger: no password in this file"),
        ("settings", "ledger: postgresql://db.example/stallwatch?password=hunter2\n", "ledger: no password in this file"),
        ("settings", source(url="ftp://rates.example/"), "url: expected https://HOST/… or http://….onion/…"),
        ("settings", source(url=f"ftp://{HOST}/"), "url: expected https://HOST/… or http://….onion/…"),
        ("settings", source(url=f"http://aaaa{HOST[4:]}/"), "checksum is wrong: was it copied whole?"),
        ("settings", source(kind="json"), "kind json needs paths by currency, kind ecb knows its own"),
        ("settings", source(usd={"BTC": "x"}), "kind json needs paths by currency, kind ecb knows its own"),
        ("settings", source(kind="json", usd={"BTC": "x[["}), "expected a JMESPath expression, such as result.XXBTZUSD.c[0]"),
        ("settings", source(kind="json", usd={"btc": "x"}), "rates.sources.0.usd.btc"),
        ("settings", source(kind="json", usd={"USD": "x"}), "expected each currency once, and not the dollar itself"),
        ("settings", source(kind="json", usd={"BTC": "x"}, per_usd={"BTC": "y"}), "expected each currency once"),
        ("settings", source(kind="csv"), "rates.sources.0.kind: "),
        ("settings", json.dumps({"rates": {"sources": [{"id": "a", "kind": "ecb", "url": "https://rates.example/"}] * 2}}), "two sources have the same id"),
        ("settings", "tor: {torrc: ['SocksPort 0.0.0.0:9050']}\n", "tor.torrc.0: a line that opens a port"),
        ("settings", "tor: {torrc: ['UseBridges 1', '+controlport 9051']}\n", "tor.torrc.1: a line that opens a port"),
        ("settings", "tor: {torrc: ['HiddenServiceDir /tmp/x']}\n", "tor.torrc.0: a line that opens a port"),
        ("settings", "tor: {torrc: ['%include /tmp/x']}\n", "tor.torrc.0: a line that opens a port"),
        ("settings", "tor: {torrc: ['SocksPor 0.0.0.0:9050']}\n", "tor.torrc.0: a line that opens a port"),  # tor takes it
        ("settings", "tor: {torrc: ['  ControlSocket /tmp/x WorldWritable']}\n", "tor.torrc.0: a line that opens a port"),
        ("settings", "tor: {torrc: [\"/SocksPort\\t1\"]}\n", "tor.torrc.0: a line that opens a port"),
        ("settings", "ledger: a\nledger: postgresql://u:hunter2@h/db\n", "stallwatch.yml, line 2: not YAML: a key stands twice"),
        ("settings", "operator_channel: *hunter2\n", "stallwatch.yml, line 1: not YAML: cannot be parsed"),
        ("settings", "elastic: {}\n", "elastic: unknown key; did you mean 'elasticsearch'?"),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_file_key_and_remedy(tmp_path: Path, part: str, text: str, says: str) -> None:
    place = folder(tmp_path, **{part: text})
    if part == "site":
        (broken,) = load(place).broken
        assert says in broken.says
        assert str(place / "sites" / "forum.yml") in broken.says
        return
    with pytest.raises(ConfigError) as error:
        load(place)
    assert says in str(error.value)
    assert "hunter2" not in str(error.value)


def test_bridges_and_the_choice_of_relays_are_lines_of_torrc(tmp_path: Path) -> None:
    lines = [
        "UseBridges 1",
        "Bridge obfs4 192.0.2.7:443 AAAA cert=x iat-mode=0",
        "ExcludeNodes {xx}",
        "Socks5Proxy 127.0.0.1:1",
    ]
    assert load(folder(tmp_path, settings=json.dumps({"tor": {"torrc": lines}}))).settings.tor.torrc == tuple(lines)


@pytest.mark.parametrize(("named", "expected"), [("ca.pem", "{}/ca.pem"), ("/etc/ca.pem", "/etc/ca.pem")])
def test_the_path_of_certificates_counts_from_the_folder(tmp_path: Path, named: str, expected: str) -> None:
    read = load(folder(tmp_path, settings=json.dumps({"elasticsearch": {"ca_certs": named}})))
    assert read.settings.elasticsearch.ca_certs == expected.format(read.folder)


BROKEN = [
    ("id: quay\nengine: [mybb\n", "quay", "not YAML"),
    ("id: 'quay'\nengine: mybbb\n", "quay", "engine: "),
    ("\xff".encode("latin-1"), "second", "not YAML, or not UTF-8"),
    ("- a\n- list\n", "second", "expected keys with values"),
    ("", "second", "expected keys with values"),
]


@pytest.mark.parametrize(("text", "name", "says"), BROKEN)
def test_a_sites_file_that_is_wrong_is_set_aside_and_the_others_are_read(
    tmp_path: Path, text: str | bytes, name: str, says: str
) -> None:
    place = folder(tmp_path, rule=f"- id: r\n  title: T\n  when: {{site: [forum, {name}]}}\n")
    (place / "sites" / "second.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    config = load(place)
    assert [site.id for site in config.sites] == ["forum"]
    assert [rule.when.site for rule in config.rules] == [("forum", name)]  # nobody took the site out
    assert [name in each.names and "second.yml" in each.says and says in each.says for each in config.broken] == [True]
    with pytest.raises(ConfigError, match=r"second\.yml"):
        config.site(name)
    with pytest.raises(ConfigError, match="no site 'gulls'; known: forum"):
        config.site("gulls")


def test_of_an_id_that_two_files_have_neither_is_taken(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "sites" / "a-copy.yml").write_text(SITE, encoding="utf-8")
    (place / "sites" / "market.yml").write_text(SITE.replace("id: forum", "id: market"), encoding="utf-8")
    config = load(place)
    assert [site.id for site in config.sites] == ["market"]
    with pytest.raises(ConfigError, match=r"a-copy\.yml, .*forum\.yml: id: site id used twice: forum"):
        config.site("forum")


@pytest.mark.parametrize(
    "url",
    [
        "https://rates.example:8443/a?of=b",
        "https://rates.example/a?api_key={key}",
        "https://rates.example/{key}/usd",
        f"http://{HOST}/daily.xml",
        f"https://{HOST}/",
    ],
)
def test_sources_of_rates_are_https_or_onions(tmp_path: Path, url: str) -> None:
    rates = load(folder(tmp_path, settings=source(kind="json", url=url, usd={"BTC": '"bit-coin".usd'}))).settings.rates
    assert rates.every == timedelta(hours=12)
    assert rates.sources[0].url == url


def test_no_source_of_rates_is_asked_unless_named(tmp_path: Path) -> None:
    assert load(folder(tmp_path)).settings.rates.sources == ()


def test_the_address_of_a_source_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(folder(tmp_path, settings=source(url="https://hunter2@rates.example/?key=s3cr3t")))
    assert "hunter2" not in str(error.value)
    assert "s3cr3t" not in str(error.value)


def test_a_pasted_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(folder(tmp_path, settings="ledger: [hunter2-token]\nuser_agent: {key: s3cr3t-key}\n"))
    assert "s3cr3t" not in str(error.value)
    assert "hunter2" not in str(error.value)


def test_no_folder_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"make one with `stallwatch --config .*nowhere init`"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: \x00b", b"a: {b"])
def test_what_is_no_yaml_is_an_error_not_a_crash(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.yml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match="not YAML"):
        read_yaml(file)


def test_an_error_of_the_types_shows_no_value() -> None:
    with pytest.raises(ValidationError) as refused:
        Site.model_validate({"id": "Ann Sample of Main Street", "engine": "mybb"})
    assert "Ann Sample" not in str(refused.value)
