"""Whether a post offers or reports data: what its head says first, then what its body is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.reading.claim import Price
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hit, Hits, hits
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.quantities import Quantity
from pipelines.reading.records import FEW

Intent = Literal["claim", "data", "offer", "talk"]
"""`claim`: offers or reports data; `data`: seems to, but shows none; `offer`: sells a tool, a tutorial, …;
`talk`: everything else."""

HEAD = 160
"""Most characters of a first line that may stand for a missing title."""
OPENING = 90
"""Characters at the start of the body that say what the post wants."""
OPENS = 24
"""Characters at the start of the body that hold its first words."""
SEVERAL = 2
"""As many kinds of data, or marks of a program, are no accident."""
COUNTED = frozenset({"people", "population", "accounts", "rows", "cards", "identifiers", "employees"})
"""What data is counted in; pieces, orders and items are counted of any goods."""
PEOPLE = frozenset({"people", "population"})
_TALK = ("wanted", "hiring", "rules", "vouch", "scam", "discuss")
_SOFT = frozenset({"rules", "vouch"})
"""Talk that an offer of data may begin with: "Rules: one buyer", "+rep from three buyers"."""
_OFFER = ("tool", "tutorial", "hosting", "exploit")
_QUESTION = re.compile(r"[?？؟]\s*[)\]!]{0,3}\s*$")
_ASKED = re.compile(r"[?？؟](?=[\s)\]»”\"]|$)")
_SENTENCES = re.compile(r"[.。।!؟](?: \w|\s*$)")
"""What a text of one line that is told in sentences has, and no bare title or row of a market."""
_NAMED = re.compile(r"«[^«»\n]{2,60}»|„[^„“”\n]{2,60}[“”]")
"""A name in marks that hold nothing but names and speech: the "Vacancy" of «VacancyPro» hires nobody."""
_TAG = re.compile(r"^\W{0,4}[\[(【（]([^\])】）\n]{2,24})[\])】）]")


def intent(post: Post, quantities: Sequence[Quantity], found: Mapping[str, Sequence[Found]]) -> Intent:
    """Say what the author wants: by the words of the post, and by what was found in it where they leave it open.

    A claim is data offered, leaked or stolen, or a report of it. Wanted-ads, tutorials, discussion, hiring, rules,
    vouches, scam reports, tools, hosting, exploits and other goods are none. `found` holds the candidates of each field
    by its name.
    """
    shown = _Shown(post, quantities, found)
    said = _said(post, shown)
    if said != "data":
        return said
    if shown.priced and not shown.anything():
        return "offer"
    return "claim" if _holds_data(shown) else "data"


def _holds_data(shown: _Shown) -> bool:
    """Whether there is anything of data in a post: a value that only data has, or a head that speaks of it."""
    if shown.stated("records", "size_bytes", "data_types", "domain") or shown.leaked():
        return True
    head, head_hits, _ = _head(shown.post)
    speaks = any(_any(head_hits, kind, 0, len(head)) for kind in ("data", "sells", "leak", "offer"))
    return speaks or (shown.stated("victim") and (shown.stated("countries") or not head or shown.heads("victim", head)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a post shows of the data that it may be about."""

    post: Post
    quantities: Sequence[Quantity]
    found: Mapping[str, Sequence[Found]]

    @property
    def priced(self) -> bool:
        """Whether it asks for money: goods have a price, and the posts of extortionists mostly none."""
        return any(each.value.amount for each in self._headlines("price") if isinstance(each.value, Price))

    def stated(self, *names: str) -> bool:
        """Whether any of these fields has a value."""
        return any(self._headlines(name) for name in names)

    def heads(self, name: str, head: str) -> bool:
        """Whether a field's first value stands in the head."""
        first = next(iter(self._headlines(name)), None)
        return first is not None and str(first.value) in head

    def sold(self) -> bool:
        """Whether it counts whom it offers, says what is known of them, and at what price."""
        return self.priced and self.counted() and self.named()

    def listed(self) -> bool:
        """Whether the body names several kinds of personal data."""
        body = next((part for part in self.post.parts if part.source == "body"), None)
        if body is None:
            return False
        return (
            len({hit.value for hit in hits(body, self.post.languages).of("data_types")} - {"none", "credentials"}) >= 3
        )

    def placed(self) -> bool:
        """Whether it says where somebody is from, and offers nothing."""
        return bool(self._headlines("countries")) and not _mentions(self.post, "sells")

    def counted(self, *sources: str) -> bool:
        """Whether it counts many people, accounts or rows; in these sources only, if any are given."""
        counts = self._headlines("records")
        places = {(each.part.source, each.start) for each in counts if not sources or each.part.source in sources}
        return any(
            each.unit in COUNTED and each.value >= FEW and (each.part.source, each.start) in places
            for each in self.quantities
        )

    def peopled(self) -> bool:
        """Whether the title counts people that are the data: no advertisement for a job or a program does."""
        head, _, body = _head(self.post)
        source = "body" if body is not None and head == body.text.strip() else "title"
        titled = {each.start for each in self._headlines("records") if each.part.source == source}
        return any(
            each.unit in PEOPLE and each.value >= FEW and each.part.source == source and each.start in titled
            for each in self.quantities
        )

    def described(self) -> bool:
        """Whether it names kinds of personal data, and nothing that a program has."""
        return self.named() and not _mentions(self.post, "program")

    def named(self) -> bool:
        """Whether it names kinds of personal data, more than one."""
        return len({each.value for each in self._headlines("data_types")}) >= SEVERAL

    def leaked(self) -> bool:
        """Whether it tells of a leak or a theft, or how much was taken."""
        return bool(self._headlines("size_bytes")) or _mentions(self.post, "leak")

    def anything(self) -> bool:
        """Whether anything in it speaks for data; silence says nothing in a language whose words for it are unknown."""
        if not lexicon(self.post.languages[0], "claims").get("verdict", {}).get("data"):
            return True
        told = self.named() or self.counted() or self.leaked()
        return told or bool(self._headlines("domain")) or _mentions(self.post, "data")

    def _headlines(self, name: str) -> list[Found]:
        return [each for each in self.found.get(name, ()) if each.role == "headline"]


def _said(post: Post, shown: _Shown) -> Intent:
    head, head_hits, body = _head(post)
    if not head:
        return "talk" if body is not None and _one_line_of_talk(body, shown) else "data"
    if _talks(head, head_hits, _opening(body, post), shown):
        return "talk"
    return _not_data(head, head_hits, body, shown)


def _talks(head: str, head_hits: Hits, opening: Hits | None, shown: _Shown) -> bool:
    """Whether the author only talks: answers, asks, wants, hires, warns, praises."""
    replies = head_hits.of("verdict.reply")
    if replies and replies[0].start < 3 and not shown.sold():
        return True
    if _asks(head, head_hits) or _asks_for_views(head, head_hits):
        return True
    tag = _TAG.match(head)
    if tag and _any(head_hits, "sells", *tag.span()):
        return False
    kinds = [kind for kind in _TALK if _any(head_hits, kind, 0, len(head)) and not _sells_first(head, head_hits, kind)]
    if shown.peopled():
        kinds = [kind for kind in kinds if kind != "hiring"]  # "Recruiting platform X - 1.2M candidates"
    if kinds and not (_SOFT.issuperset(kinds) and shown.sold()):
        return not all(_in_name(head, hit) for kind in _TALK for hit in _hits(head_hits, kind, 0, len(head)))
    if _any(head_hits, "sells", 0, len(head)):
        return False
    seeks = opening is not None and any(_seeks(opening, kind) for kind in ("wanted", "hiring"))
    seeks = seeks and not _teaches(head, head_hits)  # a guide's body says what it covers: "where to buy"
    return (seeks and not shown.peopled()) or _QUESTION.search(head) is not None or _wonders(head, head_hits, shown)


def _one_line_of_talk(body: Part, shown: _Shown) -> bool:
    """Whether a text of one line asks or wants something, and nothing in it speaks of an offer or a leak."""
    if shown.sold() or shown.stated("domain") or _mentions(shown.post, "leak"):
        return False
    found = hits(body, shown.post.languages)
    begins = {kind for kind in _TALK if _any(found, kind, 0, OPENS)}
    if begins and not (begins <= {"hiring"} and shown.counted() and shown.named()):
        return True
    asks = _QUESTION.search(body.text) is not None
    return asks and not (shown.priced or _mentions(shown.post, "sells"))


def _wonders(head: str, head_hits: Hits, shown: _Shown) -> bool:
    """Whether the body asks something early on, and nothing in the post speaks of an offer or a leak."""
    body = next((part for part in shown.post.parts if part.source == "body"), None)
    if body is None or "title" not in {part.source for part in shown.post.parts}:
        return False
    opening = hits(body, shown.post.languages)
    begins = _any(opening, "discuss", 0, OPENS)
    if not (begins or _ASKED.search(body.text, 0, HEAD)):
        return False
    if any(_any(head_hits, kind, 0, len(head)) for kind in ("data", "sells")):
        return False
    return not (shown.priced or shown.stated("domain") or _mentions(shown.post, "sells", "leak"))


def _asks(head: str, head_hits: Hits) -> bool:
    """Whether the head begins as a question or wish does; one that also offers or tells of a leak needs its mark."""
    first = next(head_hits.within("verdict.opens", 0, len(head)), None)
    if first is None or any(map(str.isalnum, _TAG.sub("", head[: first.start]))):
        return False
    tells = any(_any(head_hits, kind, 0, len(head)) for kind in ("sells", "leak")) or any(
        hit.start == first.start and hit.end > first.end for hit in head_hits.within("verdict.tutorial", 0, len(head))
    )
    return not tells or _QUESTION.search(head) is not None


def _asks_for_views(head: str, head_hits: Hits) -> bool:
    """Whether a head asks and then wants to be told: "Leaked data for 8,000? Your advice", whatever it begins with."""
    mark = _ASKED.search(head)
    return mark is not None and _any(head_hits, "discuss", mark.end(), len(head))


def _not_data(head: str, head_hits: Hits, body: Part | None, shown: _Shown) -> Intent:
    """Tell goods and services from data by the head, and by the body where the head is silent."""
    searches = _any(head_hits, "lookup", 0, len(head)) and _mentions(shown.post, "query")
    things = sum(_count(head_hits, kind, len(head)) for kind in _OFFER) - _accesses(head_hits, len(head))
    bare = _mentions(shown.post, "nodata") and (things or not shown.listed())
    bare = bare or (body is not None and _sells_tool(hits(body, shown.post.languages)) and not shown.named())
    if searches or bare or (_labelled_lesson(head, head_hits) and not shown.sold()):
        return "offer"
    data = _data(head_hits, len(head))
    if things and things >= data and _runs(shown.post) and not shown.peopled():
        return "offer"
    company = not any(_any(head_hits, kind, 0, len(head)) for kind in ("tutorial", "exploit"))
    if _teaches(head, head_hits) or things > data:
        return "data" if _outweighs(shown, things, data, company=company) else "offer"
    if things and not (shown.listed() or shown.counted() or shown.leaked() or (company and shown.described())):
        return "offer"
    if body is None or data:
        return "data"
    return _by_body(hits(body, shown.post.languages), body, shown)


def _seeks(opening: Hits, kind: str) -> bool:
    """Whether a body opens with what its author wants; the "salary" of a list of columns is none."""
    columns = {hit.start for hit in opening.within("data_types", 0, OPENING + HEAD)}
    return any(hit.start not in columns for hit in _hits(opening, kind, 0, OPENING))


def _in_name(head: str, hit: Hit) -> bool:
    return any(each.start() < hit.start and hit.end < each.end() for each in _NAMED.finditer(head))


def _teaches(head: str, head_hits: Hits) -> bool:
    """Whether the head begins with a word for a tutorial, behind a tag or a word that offers it ("Free guide")."""
    first = next(head_hits.within("verdict.tutorial", 0, len(head)), None)
    if first is None:
        return False
    before = _TAG.sub("", head[: first.start])
    offered = next(head_hits.within("verdict.offer", 0, first.start), None)
    return not any(map(str.isalnum, before)) or (offered is not None and before.strip().lower() == _of(head, offered))


def _sells_tool(opening: Hits) -> bool:
    """Whether the body opens with a tool for sale: "WTS script that ..."."""
    tool = next(opening.within("verdict.tool", 0, OPENING), None)
    if tool is None:
        return False
    return any(tool.start - each.end <= 2 for each in opening.within("verdict.sells", 0, tool.start))


def _labelled_lesson(head: str, head_hits: Hits) -> bool:
    """Whether the head is labelled as a tutorial: "Tutorial: 50M lines sorted in an hour"."""
    first = next(head_hits.within("verdict.tutorial", 0, len(head)), None)
    if first is None or any(map(str.isalnum, _TAG.sub("", head[: first.start]))):
        return False
    return head[first.end :].lstrip(" ").startswith((":", "："))


def _of(head: str, hit: Hit) -> str:
    return head[hit.start : hit.end].strip().lower()


def _outweighs(shown: _Shown, things: int, data: int, *, company: bool) -> bool:
    """Whether a post is about data although its head names more goods: "Acme Software", "parser base, 2M users".

    Who counts people and says what is known of them sells their data, whatever the head is called.

    A tool that reads many kinds of data speaks of licences and speed as well. `company`: the head may be
    the name of one. Where extortionists show theirs, they say where it is or what they took, and ask nobody for money.
    """
    listed = shown.listed() and (shown.counted("title") or (data and things < SEVERAL))
    if listed or (company and shown.counted() and shown.named()):
        return not _runs(shown.post)
    return company and not data and not shown.priced and (shown.leaked() or shown.placed())


def _runs(post: Post) -> bool:
    """Whether the body describes a program: its licence, speed, systems, updates."""
    body = next((part for part in post.parts if part.source == "body"), None)
    return body is not None and len(hits(body, post.languages).of("verdict.program")) >= SEVERAL


def _by_body(found: Hits, body: Part, shown: _Shown) -> Intent:
    end = len(body.text)
    weights = {kind: len({hit.start for hit in found.within(f"verdict.{kind}", 0, end)}) for kind in (*_TALK, *_OFFER)}
    sells = len(found.of("verdict.sells")) + len(found.of("verdict.data")) + 2 * len(found.of("verdict.leak"))
    kind = max(weights, key=lambda each: weights[each])
    if weights[kind] < 3 or weights[kind] <= sells:
        return "data"
    if kind in _OFFER:
        return "offer" if shown.priced else "data"
    return "talk"


def _head(post: Post) -> tuple[str, Hits, Part | None]:
    """Return the title, or a first line that stands for one, with its hits, and the body."""
    parts = {part.source: part for part in post.parts}
    body = parts.get("body")
    if "title" in parts:
        return parts["title"].text, hits(parts["title"], post.languages), body
    if body is None:
        return "", Hits({}), None
    first = body.text.lstrip().split("\n", 1)[0]
    start = body.text.find(first) if first else 0
    told = first == body.text.strip() and _SENTENCES.search(first) and not _TAG.match(first)
    if start == 0 and len(first) <= HEAD and not told:
        return first, hits(body, post.languages), body
    return "", Hits({}), body


def _opening(body: Part | None, post: Post) -> Hits | None:
    return hits(body, post.languages) if body is not None else None


def _sells_first(head: str, found: Hits, kind: str) -> bool:
    """Whether the head offers before it says anything of this kind: "Selling X, the best course site".

    Of two phrases that start at one place the longer says what is meant: "re-upload:" asks for nothing.
    """
    other = next(_hits(found, kind, 0, len(head)))
    return any(
        hit.start < other.start or (hit.start == other.start and hit.end > other.end)
        for hit in found.within("verdict.sells", 0, len(head))
    )


def _any(found: Hits, kind: str, start: int, end: int) -> bool:
    return any(True for _ in _hits(found, kind, start, end))


def _count(found: Hits, kind: str, end: int) -> int:
    """Count the places that say a kind; two languages may know the same word."""
    return len({hit.start for hit in found.within(f"verdict.{kind}", 0, end)})


def _data(found: Hits, end: int) -> int:
    """Count the words for data that are no part of one for a thing: the "combo" of "combo editor" is none."""
    things = [hit for kind in _OFFER for hit in found.within(f"verdict.{kind}", 0, end)]
    return len(
        {
            hit.start
            for hit in found.within("verdict.data", 0, end)
            if not any(each.start <= hit.start and hit.end < each.end for each in things)
        }
    )


def _accesses(found: Hits, end: int) -> int:
    """Count the words for a tool that are a part of one for an access: the panel of "admin panel" is no program."""
    tools = {(hit.start, hit.end) for hit in found.within("verdict.tool", 0, end)}
    doors = [hit for hit in found.within("data_types", 0, end) if hit.value == "credentials"]
    return len({start for start, stop in tools for door in doors if door.start < start and stop <= door.end})


def _hits(found: Hits, kind: str, start: int, end: int) -> Iterator[Hit]:
    """Yield the hits of a kind; a "guide to buying" wants nothing, it teaches."""
    taught = list(found.within("verdict.tutorial", start, end)) if kind == "wanted" else []
    for hit in found.within(f"verdict.{kind}", start, end):
        if not any(each.start < hit.start and hit.end <= each.end for each in taught):
            yield hit


def _mentions(post: Post, *kinds: str) -> bool:
    """Whether the text has words of any of these kinds."""
    parts = [part for part in post.parts if part.source not in ("author", "price")]
    return any(hits(part, post.languages).of(f"verdict.{kind}") for part in parts for kind in kinds)
