"""The types that an operator's files must fit: `stallwatch.yml`, `sites/*.yml` and `rules/*.yml`.

All are frozen and refuse unknown keys. Their validation errors never show the value (`hide_input_in_errors`):
an operator may have pasted a secret where it does not belong.
"""

from __future__ import annotations

import functools
import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import jmespath
from babel import Locale
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from config.onion import check_onion

UNSPECIFIED = "unspecified"
"""In `countries`: the claim names no country and holds no clue to one."""

EventKind = Literal["new", "edited", "price_changed", "count_changed", "sold", "removed", "restored"]

DATA_TYPES = (
    "name", "address", "email", "phone", "date_of_birth", "place_of_birth", "gender", "nationality", "national_id",
    "passport", "driver_licence", "tax_id", "username", "password", "password_hash", "ip_address", "payment_card",
    "bank_account", "financial", "crypto_wallet", "health", "biometric", "photo", "criminal_record", "employment",
    "education", "location", "messages", "vehicle", "purchases", "social_profile", "device", "family",
    "special_category", "credentials", "source_code", "internal_documents",
)  # fmt: skip
"""The closed list of CLAIM.md."""

CAUSES = (
    "exposed_database", "exposed_bucket", "exposed_credentials", "sql_injection", "vulnerability", "intrusion",
    "insider", "scraping", "api_abuse", "phishing", "stealer_malware", "ransomware", "third_party", "combination",
)  # fmt: skip
"""The closed list of CLAIM.md."""


_LONGEST = timedelta(days=36_500)
"""A hundred years: what is longer leads out of the calendar."""


def _duration(value: object) -> object:
    """Read "14d", "36h", "90m" or "30s"; a `timedelta` and 0 come back as they are. Raises `ValueError` for all else.

    >>> _duration("14d")
    datetime.timedelta(days=14)
    """
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    if isinstance(value, str) and (found := re.fullmatch(r"(\d{1,6})([dhms])", value)):
        return min(timedelta(**{units[found[2]]: int(found[1])}), _LONGEST)
    if isinstance(value, timedelta) or value == 0:
        return value
    raise ValueError("expected a number with d, h, m or s behind it, such as 14d or 36h")


def _one_of(allowed: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"expected one of: {', '.join(allowed)}")
        return value

    return AfterValidator(check)


@functools.cache
def _countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes as CLDR knows them, without its own (regions, "EU", test codes)."""
    territories = map(str, Locale("en").territories)
    own = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    return frozenset(code for code in territories if re.fullmatch("[A-Z]{2}", code)) - own


def check_country(value: str) -> str:
    """Return a country's code, or `unspecified`; raise `ValueError` with what is expected."""
    if value != UNSPECIFIED and value not in _countries():
        hint = "; the United Kingdom is GB" if value.upper() == "UK" else ""
        raise ValueError(f"expected an ISO 3166-1 alpha-2 code in capitals, such as CN, or 'unspecified'{hint}")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("expected an IANA time zone such as UTC or Europe/Moscow") from None
    return value


def _path(value: str) -> str:
    try:
        jmespath.compile(value)
    except JMESPathError:
        raise ValueError("expected a JMESPath expression, such as result.XXBTZUSD.c[0]") from None
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Words = tuple[Annotated[str, Field(min_length=2, max_length=200)], ...]
Country = Annotated[str, AfterValidator(check_country)]
DataType = Annotated[str, _one_of(DATA_TYPES)]
Cause = Annotated[str, _one_of(CAUSES)]


class Frozen(BaseModel):
    """The base of all configuration: immutable, strict about keys, silent about values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


# --- sites -----------------------------------------------------------------------------------------------------------


class Board(Frozen):
    """A part of a site to watch: a forum's board, or a market's list of offers."""

    id: Slug
    """The operator's name for it; part of the frontier's key, so it stays."""
    path: Annotated[str, Field(pattern=r"^/", max_length=500)]
    """Path and query of its first listing page, as the site links to it."""
    ordered_by: Literal["activity", "nothing"] = "activity"
    """`activity`: newest activity first, so that paging may stop at what is known. `nothing`: read to the end."""


class Budgets(Frozen):
    """What one visit to a site may cost at most. Reaching one is no error: the next run goes on from there."""

    pages: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Pages fetched."""
    megabytes: Annotated[int, Field(ge=1, le=10_000)] = 200
    """Bytes received, in units of 10^6."""
    minutes: Annotated[int, Field(ge=1, le=1440)] = 50
    """Wall clock."""
    revisits: Annotated[int, Field(ge=0, le=100_000)] = 60
    """Threads opened again only to look for silent edits and removals."""


class Expect(Frozen):
    """What a visit to this site normally shows; outside of it the run complains."""

    rows: tuple[int, int] | None = None
    """Fewest and most rows seen on listing pages in one visit; `None`: not checked."""
    listings: tuple[int, int] | None = None
    """Fewest and most threads or offers read in one visit; `None`: not checked."""
    authors: Share | None = None
    """Smallest share of rows that show an author; `None`: not checked."""
    dates: Share | None = None
    """Smallest share of rows that show when they were posted or last active; `None`: not checked."""
    prices: Share | None = None
    """Smallest share of rows that show a price; `None`: not checked."""
    silence: Duration | None = None
    """Longest time without a new thread on a board; `None`: as is usual for the board. 0: not checked."""


class Site(Frozen):
    """One forum or market: a YAML file in `sites/`."""

    id: Slug
    """Immutable: every key of a listing starts with it. The name below may change."""
    name: str | None = None
    """What people call it; shown only, `None`: the id."""
    engine: Literal[
        "discourse",
        "feed",
        "fluxbb",
        "invision",
        "leaksite",
        "market",
        "mybb",
        "phpbb",
        "smf",
        "vanilla",
        "vbulletin",
        "xenforo",
    ]
    """Which software's markup to read."""
    generation: Annotated[int, Field(ge=1)] = 1
    """Add one when the forum came back with ids counted from 1 again."""
    network: Literal["onion", "clearnet-over-tor"] = "onion"
    """Clearnet hosts are refused unless this says otherwise; both go through Tor."""
    addresses: Annotated[tuple[str, ...], Field(min_length=1)]
    """Base addresses of the same site, preferred first (mirrors share ids); "http://<56 characters>.onion"."""
    boards: Annotated[tuple[Board, ...], Field(min_length=1)]
    """What to watch."""
    delay: Annotated[float, Field(ge=0, le=600)] = 5.0
    """Seconds between requests on average; jittered."""
    concurrency: Annotated[int, Field(ge=1, le=16)] = 1
    """Requests under way at once."""
    budgets: Budgets = Budgets()
    """What one visit may cost."""
    expect: Expect = Expect()
    """What one visit normally shows."""
    visit_every: Duration = timedelta(0)
    """The site is due this long after its last visit; 0: at every run."""
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """In which the site shows times to guests (IANA name)."""
    date_order: Literal["MDY", "DMY", "YMD"] | None = None
    """Order of numeric dates; `None`: the engine's default."""
    robots: Literal["ignore", "obey"] = "ignore"
    """Whether robots.txt is asked for and followed."""
    cookies: Slug | None = None
    """Name of a session: STALLWATCH_COOKIES_<NAME> or …_FILE in the environment; `None`: guest."""
    onion_auth: Slug | None = None
    """Name of a client key, STALLWATCH_ONION_AUTH_<NAME>_FILE in the environment; `None`: public onion."""
    selectors: dict[Slug, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict)
    """CSS selectors (with `::text` and `::attr()`): all of a market's, or single ones of an engine's to override."""
    json_paths: dict[Slug, Annotated[str, Field(max_length=500), AfterValidator(_path)]] = Field(
        default_factory=dict, alias="json"
    )
    """JMESPath by key, where a leak site's pages are JSON."""
    facts: dict[
        Annotated[str, Field(pattern=r"^[^\s:][^:\r\n]{0,39}$")], Annotated[str, Field(min_length=1, max_length=500)]
    ] = Field(default_factory=dict)
    """What else a leak site shows, by the label that it gets in the text: CSS, or JMESPath where it is JSON."""

    model_config = ConfigDict(populate_by_name=True)

    @model_validator(mode="after")
    def _addresses_fit_the_network(self) -> Site:
        for address in self.addresses:
            _check_address(address, self.network)
        if len({board.id for board in self.boards}) < len(self.boards):
            raise ValueError("boards: two boards have the same id")
        return self


def _check_address(address: str, network: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("addresses: expected http://HOST or https://HOST, and a port of 1 to 65535 if any") from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("addresses: expected http://HOST or https://HOST, without user, query or fragment")
    if port == 0 or parts.netloc.endswith(":"):
        raise ValueError("addresses: expected a port of 1 to 65535 behind the colon")
    if parts.path.rstrip("/") and not re.fullmatch(r"(/[\w.~-]+)+/?", parts.path):
        raise ValueError("addresses: the path holds characters that a base address does not need")
    if host.rstrip(".").endswith(".onion"):
        check_onion(host)
    elif network == "onion":
        raise ValueError("addresses: not an onion address; say 'network: clearnet-over-tor' if that is meant")


# --- rules -----------------------------------------------------------------------------------------------------------


class AtLeast(Frozen):
    """A threshold on a stated number. A value that the post does not state never satisfies it."""

    at_least: Annotated[Decimal, Field(ge=0)] | None = None
    """Inclusive lower bound; `None`: none."""
    at_most: Annotated[Decimal, Field(ge=0)] | None = None
    """Inclusive upper bound; `None`: none."""

    @model_validator(mode="after")
    def _says_something(self) -> AtLeast:
        if self.at_least is None and self.at_most is None:
            raise ValueError("expected at_least, at_most or both")
        return self


class When(Frozen):
    """Conditions that all must hold; within a list, any one of its entries."""

    records: AtLeast | None = None
    """On `claim.records`."""
    size_bytes: AtLeast | None = None
    """On `claim.size_bytes`."""
    price_usd: AtLeast | None = None
    """On the price in US dollars at the rate of first sight."""
    countries: tuple[Country, ...] = ()
    """ISO codes, or `unspecified`."""
    data_types: tuple[DataType, ...] = ()
    """Any of these is in the claim."""
    causes: tuple[Cause, ...] = Field(default=(), alias="cause")
    """The claim's cause."""
    providers: Words = Field(default=(), alias="provider")
    """Words of the claim's provider."""
    keywords: Words = ()
    """Whole words anywhere in the listing's text, caseless, seen through homoglyphs and zero-width characters."""
    domains: Words = ()
    """The claim's domain or a subdomain of one of these."""
    victim: Words = ()
    """Words of the claim's victim."""
    site: tuple[Slug, ...] = ()
    """Ids of sites."""
    board: tuple[Slug, ...] = ()
    """Ids of boards."""
    author: Words = ()
    """The claim's seller, else the listing's author; caseless, whole."""
    language: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...] = ()
    """The post's language."""
    is_claim: bool | None = True
    """`True` (default): only claims; `False`: only what is no claim; `null`: both."""
    max_age: Duration | None = None
    """Age = now - posted, else now - first seen; `None`: any (a backfill then alerts for no old post)."""

    model_config = ConfigDict(populate_by_name=True)


class Rule(Frozen):
    """One rule: an entry of a file in `rules/`."""

    id: Slug
    """Immutable: the alert's key."""
    title: Annotated[str, Field(min_length=1, max_length=150)]
    """Shown as the alert's head."""
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    """Shown with the alert."""
    on: Annotated[tuple[EventKind, ...], Field(min_length=1)] = ("new",)
    """Events that raise an alert while the rule holds."""
    when: When
    """Conditions that all must hold."""
    any_of: tuple[When, ...] = ()
    """Further blocks, of which at least one must hold; empty: none needed."""
    then: Literal["alert", "index"] = "index"
    """`index`: keep it searchable; `alert`: also tell the channel."""
    channel: Slug | None = None
    """Names a webhook, STALLWATCH_SLACK_<CHANNEL>_WEBHOOK; needed with `then: alert`."""

    @model_validator(mode="after")
    def _alert_has_a_channel(self) -> Rule:
        if self.then == "alert" and self.channel is None:
            raise ValueError("channel: 'then: alert' needs the name of a channel")
        return self


# --- stallwatch.yml --------------------------------------------------------------------------------------------------


_OPENS = re.compile(r"\w*(port|listenaddr(ess)?)|controlsocket\w*|hiddenservice\w*|%include")
"""Options of tor that let others in, or read lines that nobody looks at (tor(1)), in small letters."""
_DOORS = (
    "controlport", "controlsocket", "dirport", "dnsport", "extorport", "hiddenservicedir", "httptunnelport",
    "metricsport", "natdport", "orport", "servertransportlistenaddr", "socksport", "transport",
)  # fmt: skip
"""The same as `tor --list-torrc-options` has them: it takes the beginning of a name for the name."""


def _opens_nothing(line: str) -> str:
    option = line.lstrip("+/ \t").partition(" ")[0].partition("\t")[0].lower()
    if (
        "\n" in line
        or "\r" in line
        or _OPENS.match(option)
        or any(door.startswith(option) for door in _DOORS if option)
    ):
        raise ValueError("a line that opens a port, offers a service or reads other files does not belong here")
    return line


class Tor(Frozen):
    """How to reach Tor."""

    launch: bool = True
    """Start our own tor for the run and end it after; `False`: use a running one."""
    binary: str = "tor"
    """The program to start."""
    socks: Annotated[str, Field(pattern=r"^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$")] = "127.0.0.1:9050"
    """SOCKS port of the running tor; not used with `launch: true`, which takes a free port."""
    control: Annotated[str, Field(pattern=r"^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$")] | None = "127.0.0.1:9051"
    """Control port of the running tor; `None`: none, bootstrap is then judged by the SOCKS port alone."""
    bootstrap: Duration = timedelta(seconds=120)
    """How long to wait for a circuit before the run gives up with exit code 4."""
    torrc: tuple[Annotated[str, AfterValidator(_opens_nothing)], ...] = ()
    """Further lines of torrc for the launched tor, such as bridges; none that opens a port. Ours come last."""


class Elasticsearch(Frozen):
    """The cluster; its address and login come from the environment (STALLWATCH_ELASTICSEARCH_*)."""

    index: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,60}$")] = "stallwatch-listings"
    """The alias that is written to; the index behind it is <alias>-000001."""
    ca_certs: str | None = None
    """PEM file of the authority that signed the cluster's certificate, from the folder on; `None`: the system's."""
    timeout: Duration = timedelta(seconds=30)
    """For one request."""
    onion_links: bool = False
    """Whether addresses of onions in posts stay links in the documents; else they are broken, their length kept."""


class Retention(Frozen):
    """How long what is kept since it last changed; `None`: for good."""

    non_claims: Duration | None = timedelta(days=30)
    """Posts that are no claims: their redacted texts are kept so that a wrong verdict can be mended."""
    claims: Duration | None = None
    """Claims that no rule ever held for."""
    matched: Duration | None = None
    """What a rule holds or once held for, with its document in Elasticsearch."""
    letters: Duration | None = timedelta(days=90)
    """What a target refused for good."""
    runs: Duration | None = timedelta(days=365)
    """What ran when, and how the sites were."""


Ticker = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,10}$")]
JsonPaths = dict[Ticker, Annotated[str, Field(max_length=300), AfterValidator(_path)]]


class RateSource(Frozen):
    """Somebody who is asked, through Tor, what money is worth. Answers are believed within limits only."""

    id: Slug
    """The operator's name for it, shown in messages; its address never is: it may hold a key."""
    kind: Literal["ecb", "json"]
    """`ecb`: the European Central Bank's XML (eurofxref-daily.xml). `json`: any JSON, read as the paths say."""
    url: Annotated[str, Field(max_length=1000, repr=False)]
    """https://HOST/…, or http://<56 characters>.onion/…; `{key}` in it stands for STALLWATCH_RATES_<ID>_KEY."""
    usd: JsonPaths = Field(default_factory=dict)
    """By currency, the JMESPath to US dollars for one unit of it."""
    per_usd: JsonPaths = Field(default_factory=dict)
    """By currency, the JMESPath to units of it for one US dollar."""

    @model_validator(mode="after")
    def _can_be_asked(self) -> RateSource:
        _check_source(self.url)
        named = [*self.usd, *self.per_usd]
        if (self.kind == "json") != bool(named):
            raise ValueError("usd, per_usd: kind json needs paths by currency, kind ecb knows its own")
        if len(set(named)) < len(named) or "USD" in named:
            raise ValueError("usd, per_usd: expected each currency once, and not the dollar itself")
        return self


_SECRET = re.compile(r"(?i)^(app_?id|.*(key|token|secret|passw(or)?d|pwd|auth))$")
"""How parameters of an address are called that hold what nobody else may know."""


def _without_password(location: str) -> str:
    parts = urlsplit(location)
    if "://" in location and (parts.password or any(_SECRET.search(name) for name, _ in parse_qsl(parts.query))):
        raise ValueError("no password in this file: PostgreSQL's own ~/.pgpass, or the file that PGPASSFILE names")
    return location


def _check_source(url: str) -> None:
    """Raise `ValueError` unless nobody on the way can change the answer, and Tor looks the host up."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("url: not an address") from None
    if parts.username or parts.password or parts.fragment or re.search(r"[\s\x00-\x1f]", url):
        raise ValueError("url: expected an address without user, password, fragment or blanks")
    if any(_SECRET.search(name) and value != "{key}" for name, value in parse_qsl(parts.query)):
        raise ValueError("url: a key does not belong in this file: write {key}, and set STALLWATCH_RATES_<ID>_KEY_FILE")
    if host.endswith(".onion"):
        check_onion(host)
    elif parts.scheme == "http":
        raise ValueError("url: expected https://, since an exit of Tor could change the answer; http:// is for onions")
    elif not re.fullmatch(r"([a-zA-Z0-9-]{1,63}\.){1,9}[a-zA-Z][a-zA-Z0-9-]{1,62}", host):
        raise ValueError("url: expected a host's name in full")
    if parts.scheme not in ("http", "https"):
        raise ValueError("url: expected https://HOST/… or http://….onion/…")


class Rates(Frozen):
    """Where rates of exchange come from besides the tables that ship with the program."""

    sources: tuple[RateSource, ...] = ()
    """Asked in this order, the first that knows a currency wins. Empty (the default): nobody is asked."""
    every: Annotated[Duration, Field(ge=timedelta(minutes=10))] = timedelta(hours=12)
    """How old what a source said may be before it is asked again; after a failure it is asked again in an hour."""

    @model_validator(mode="after")
    def _ids_differ(self) -> Rates:
        if len({source.id for source in self.sources}) < len(self.sources):
            raise ValueError("sources: two sources have the same id")
        return self


class Settings(Frozen):
    """`stallwatch.yml`. Every key may be left out."""

    operator_channel: Slug | None = None
    """Names a webhook, as rules do: who is told how the sites are. `None`: nobody, the run's lines say it."""
    ledger: Annotated[str, AfterValidator(_without_password)] = "ledger.sqlite3"
    """A path, relative to the folder, or a postgresql:// address without a password."""
    tor: Tor = Tor()
    elasticsearch: Elasticsearch = Elasticsearch()
    retention: Retention = Retention()
    keep_contacts: bool = False
    """Whether sellers' contact addresses are kept in the clear beside their keyed hashes."""
    rates: Rates = Rates()
    user_agent: str = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    """Tor Browser 15's, the same for all its users (Firefox ESR 140, Windows for everyone)."""
