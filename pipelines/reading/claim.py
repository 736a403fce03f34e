"""What a post says is for sale: the types of a reading. Their meaning, field by field, is docs/claim.md.

All are frozen and hold redacted text only. Offsets count code points of the *redacted* source that they name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Source = Literal["title", "prefix", "body", "price", "author", "update"]
Confidence = Literal["stated", "implied", "weak"]

FIELDS = (
    "records", "size_bytes", "price", "countries", "victim", "domain", "data_types", "cause", "provider", "seller",
)  # fmt: skip
"""The fields of a claim that carry evidence, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A post as served: unmasked, never stored, never logged."""

    title: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    prefix: str = field(default="", repr=False)
    price: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    updates: tuple[str, ...] = field(default=(), repr=False)
    """The author's own later posts, oldest first. In `Text.update` they stand joined by one newline each."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same post, redacted: personal data stands as U+2588, one for one. This is what is stored."""

    title: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    prefix: str = field(default="", repr=False)
    price: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    updates: tuple[str, ...] = field(default=(), repr=False)

    def of(self, source: Source) -> str:
        """Return the text that a source's offsets count in; `update` is all updates joined by newlines."""
        return "\n".join(self.updates) if source == "update" else str(getattr(self, source))


@dataclass(frozen=True, slots=True)
class Redaction:
    """A masked span and what it shows without telling it: "a Chinese resident ID"."""

    source: Source
    start: int
    """Code points into the source."""
    end: int
    """Exclusive."""
    kind: str
    """`email`, `phone`, `national_id`, `payment_card`, `iban`, `name`, `address`, `date_of_birth`, `secret`, …"""
    scheme: str | None = None
    """The ID scheme by its stdnum name ("cn.ric"); `None` when the kind has none."""
    country: str | None = None
    """ISO 3166-1 alpha-2 that the value points to; `None` when it points to none."""


@dataclass(frozen=True, slots=True)
class Contact:
    """An address at which a seller can be reached: never stored or shown as it is, see `pipelines.contacts`."""

    kind: str
    """The messenger: `telegram`, `jabber`, `tox`, `session`, `email`, …; `other`: an "@" of none that is named."""
    value: str = field(repr=False)
    """The address, the same for all ways to write it. Raw."""


class Evidence(NamedTuple):
    """The words that a value was read from: `text.of(source)[start:end] == words`."""

    value: object
    """What was read from these words: int, str, or a `Price`."""
    source: Source
    start: int
    """Code points into the redacted source."""
    end: int
    """Exclusive."""
    words: str
    """The substring; redacted."""
    confidence: Confidence = "stated"
    """`stated` in so many words, `implied` plainly (a ccTLD, an ID scheme), `weak`: a guess worth showing."""


class Candidate(NamedTuple):
    """A value that was found, chosen or not, and the role it plays in the post."""

    value: object
    role: str
    """`headline`, `part`, `sample`, `revenue`, `employees`, `comparison`, `conversion`, `piece`, …"""
    source: Source
    start: int
    """Code points into the redacted source."""
    end: int
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class Price:
    """What the seller asks, as stated."""

    amount: Decimal
    """0 when it is given away."""
    currency: str | None
    """ISO 4217 or a coin's ticker (BTC, XMR, USDT); `None` only with amount 0."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a post claims. `None` or empty: the post does not say."""

    is_claim: bool = False
    """Whether it offers or reports data; wanted-ads, tutorials, chatter and tools do not."""
    language: str | None = None
    """ISO 639 code; `None` when the text is too short or too mixed to tell."""
    records: int | None = None
    """People, accounts or rows offered."""
    size_bytes: int | None = None
    """Volume of the data, decimal bytes."""
    price: Price | None = None
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2, sorted."""
    victim: str | None = None
    domain: str | None = None
    """Lower case, no scheme, no www."""
    data_types: tuple[str, ...] = ()
    """Of the closed list, sorted."""
    cause: str | None = None
    """Of the closed list."""
    provider: str | None = None
    """A cloud's key (`alibaba_cloud`) or a vendor's name."""
    seller: str | None = None
    parts: tuple[Claim, ...] = ()
    """Further databases offered in the same post."""
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict, repr=False)
    """By field name; every field that is set has at least one."""
    candidates: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict, repr=False)
    """By field name: all that was considered."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What `read` makes of a post."""

    text: Text
    redactions: tuple[Redaction, ...]
    claim: Claim
    unread: int = 0
    """Code points that were left out because the post is longer than any honest one; they are not in `text`."""
    contacts: tuple[Contact, ...] = ()
    """Where the seller can be reached, each once. In memory only: whoever stores a reading takes them off."""
