"""Documents into Elasticsearch: bulk requests whose answer is read item by item.

The version is the listing's revision and external: what arrives late or twice changes nothing. `require_alias` keeps a
cluster without our index from making one with guessed fields (a deletion needs help with that: `_WANTS_ALIAS`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elastic_transport import TlsError, TransportError
from elasticsearch import ApiError, UnsupportedProductError
from elasticsearch import Elasticsearch as Client

from pipelines.deliver.answer import DONE, Answer, Verdict
from pipelines.deliver.document import render
from pipelines.deliver.quiet import unlogged
from pipelines.deliver.tls import distrust
from pipelines.ledger.document import Stored
from pipelines.scrub import scrub

MOST_BYTES = 5_000_000
"""Of one request, unless a single document is larger."""

MOST_DOCUMENTS = 200
"""Of one request."""

NEWER = frozenset({409})
"""Statuses of a document that stands there already, as it is or newer: delivered."""

_NO_ALIAS = (
    "run `stallwatch elasticsearch setup` and, where there was one before, `stallwatch reindex` to fill the new index"
)

_WANTS_ALIAS = (b'{"update":{"_id":"-"}}', b'{"doc":{}}')
"""Changes a document that is never there. `require_alias` holds for a request in which one operation heeds it, and a
deletion does not: with an external version it alone makes a plain index where the alias is missing."""

MOST_UNCLEAR = 10
"""Documents that are tried alone where somebody who is not Elasticsearch refuses them."""

_STRANGER = Answer(
    Verdict.REFUSED,
    "the address answers HTTP 400, and not as Elasticsearch does: check STALLWATCH_ELASTICSEARCH_URL (https?), "
    "and a proxy in between",
)

_ABOUT_INDICES = frozenset({"illegal_argument_exception", "validation_exception"})
"""Kinds of errors that are about a document or about its index, as only their sentence tells."""

_FIELD = re.compile(r"(?:field|introduction of) \[([\w.@-]{1,120})\]")


@dataclass(frozen=True, slots=True)
class Line:
    """A document ready to be sent."""

    job: int
    """The outbox's id."""
    action: bytes = field(repr=False)
    source: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len(self.action) + len(self.source) + 2


def line(job: int, stored: Stored, now: datetime, *, onion_links: bool = False) -> Line:
    """Render a listing for the bulk request; what was forgotten is deleted. `event.ingested` says when it was sent."""
    at = {"_id": stored.listing.listing_id, "version": stored.revision, "version_type": "external"}
    if stored.purged_at is not None:
        return Line(job, _bytes({"delete": at}), b"")
    document = render(stored, onion_links=onion_links)
    event = document["event"]
    if isinstance(event, dict):
        event["ingested"] = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Line(job, _bytes({"index": at}), _bytes(document))


def chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut documents into requests of a size that servers and proxies take."""
    chunk: list[Line] = []
    size = 0
    for each in lines:
        if chunk and (size + each.size > MOST_BYTES or len(chunk) == MOST_DOCUMENTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(each)
        size += each.size
    if chunk:
        yield chunk


def send(client: Client, alias: str, chunk: Sequence[Line]) -> dict[int, Answer]:
    """Index some documents; return the answer to each by its job's id. Raises nothing that a server can cause."""
    try:
        with unlogged():
            answer = client.bulk(index=alias, require_alias=True, operations=_operations(chunk))
        items = [_done(item) for item in answer["items"]][_first(chunk) :]
    except ApiError as error:
        return _whole(client, alias, chunk, error)
    except TransportError as error:
        return _all(chunk, _unreached(error))
    except (KeyError, TypeError, ValueError):
        return _all(chunk, Answer(Verdict.AGAIN, "elasticsearch answered with something else than a bulk response"))
    if len(items) != len(chunk):
        return _all(chunk, Answer(Verdict.AGAIN, "elasticsearch answered for another number of documents"))
    return {each.job: _judged(item, alias) for each, item in zip(chunk, items, strict=True)}


def _whole(client: Client, alias: str, chunk: Sequence[Line], error: ApiError) -> dict[int, Answer]:
    """Judge a request that was refused as a whole; when one document may be to blame, find out which."""
    answer = _to_all(error, chunk[0].size)
    one_is_to_blame = answer.verdict is Verdict.BURY or answer is _STRANGER
    return _singly(client, alias, chunk) if one_is_to_blame and len(chunk) > 1 else _all(chunk, answer)


def _to_all(error: ApiError, size: int) -> Answer:
    """Judge a refusal of a whole request; `size`: of its document, where that is the only one."""
    status = error.meta.status
    if why := _refusal(error):
        return Answer(Verdict.REFUSED, why)
    if status in (408, 429) or status >= 500:
        return Answer(Verdict.AGAIN, f"elasticsearch answered HTTP {status}")
    if status == 413 or (status == 400 and "error" in _body(error)):
        return Answer(Verdict.BURY, f"HTTP {status} for this document alone ({size:,} bytes)")
    return _STRANGER if status == 400 else Answer(Verdict.REFUSED, _advice(status))


def _refusal(error: ApiError) -> str | None:
    """Say why nothing will be taken, where an answer tells more than its status; `None`: it does not."""
    said = _body(error).get("error")
    kind = _kind(said)
    if isinstance(error, UnsupportedProductError):
        return "what answers at the address is no Elasticsearch"
    if kind == "media_type_header_exception":
        return "the cluster is older than this program: Elasticsearch 9 is needed"
    return _closed(kind, _reason(said))


def _body(error: ApiError) -> Mapping[str, Any]:
    """Return an answer as far as it is Elasticsearch's; empty when it is somebody else's."""
    return error.body if isinstance(error.body, dict) else {}


def _singly(client: Client, alias: str, chunk: Sequence[Line]) -> dict[int, Answer]:
    """Send documents one by one, until one shows that it is not their fault: the rest gets the same answer then.

    A 400 that is not Elasticsearch's own is a document's fault where another one is taken, and else somebody's between.
    """
    answers: dict[int, Answer] = {}
    for each in chunk:
        answer = answers[each.job] = send(client, alias, [each])[each.job]
        unclear = [job for job, said in answers.items() if said is _STRANGER]
        is_taken = any(said.verdict is Verdict.DONE for said in answers.values())
        if is_taken:
            answers |= {job: Answer(Verdict.BURY, "HTTP 400 for this document alone") for job in unclear}
        waits = answer.verdict in (Verdict.AGAIN, Verdict.REFUSED) and answer is not _STRANGER
        if waits or (not is_taken and len(unclear) == MOST_UNCLEAR):
            return _all(chunk, answer) | {job: said for job, said in answers.items() if said is not _STRANGER}
    return answers


def _closed(kind: str, reason: str) -> str | None:
    """Say what is wrong with the index or the cluster where an error names a document only by chance."""
    if kind == "index_closed_exception":
        return "the index is closed: open it"
    if kind in _ABOUT_INDICES and "no write index" in reason:
        return "the alias has no write index: run `stallwatch elasticsearch setup`, or give it one"
    if kind in _ABOUT_INDICES and "shards open" in reason:
        return "the cluster has as many shards as it may have: delete indices, or raise cluster.max_shards_per_node"
    return None


def _reason(error: object) -> str:
    """Return the server's own sentence, to look into and not to show; empty when there is none."""
    return str(error.get("reason", ""))[:2000] if isinstance(error, dict) else ""


def _kind(error: object) -> str:
    """Name an error as Elasticsearch does; empty when the answer does not."""
    return str(error.get("type", "")) if isinstance(error, dict) else ""


def _done(item: Any) -> Mapping[str, Any]:
    """Return what became of an operation, as the answer gives it. Raises `TypeError` for anything else."""
    if not isinstance(item, dict):
        raise TypeError(type(item).__name__)
    done = next(iter(item.values()), None)
    if not isinstance(done, dict) or not isinstance(done.get("status", 500), int):
        raise TypeError(type(done).__name__)
    return done


def _judged(item: Mapping[str, Any], alias: str) -> Answer:
    """Judge one document's own status (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk)."""
    status, error = item.get("status", 500), item.get("error") or {}
    kind = _kind(error)
    if status < 300 or status in NEWER or item.get("result") == "not_found":
        return DONE
    if kind == "index_not_found_exception":
        return Answer(Verdict.REFUSED, f"there is no alias {alias}: {_NO_ALIAS}")
    if why := _closed(kind, _reason(error)):
        return Answer(Verdict.REFUSED, why)
    if status in (401, 403) and kind != "cluster_block_exception":
        return Answer(Verdict.REFUSED, _advice(status))
    reason = _safe(kind, error)
    if status in (403, 408, 429) or status >= 500:
        return Answer(Verdict.AGAIN, f"HTTP {status} {reason}")
    return Answer(Verdict.BURY, f"HTTP {status} {reason}")


def _safe(kind: str, error: object) -> str:
    """Name the error and the field; the server's own sentence quotes the field's value."""
    found = _FIELD.search(_reason(error))
    return scrub(f"{kind[:80]} at field {found[1]}" if found else kind[:80], limit=300)


def _unreached(error: TransportError) -> Answer:
    if isinstance(error, TlsError) and (why := distrust(error)):
        return Answer(Verdict.REFUSED, why)
    return Answer(Verdict.AGAIN, f"elasticsearch cannot be reached ({type(error).__name__})")


def _advice(status: int) -> str:
    if status == 401:
        return "the login is not accepted (HTTP 401): check STALLWATCH_ELASTICSEARCH_API_KEY, or …_USER and …_PASSWORD"
    if status == 403:
        return "this login may not write there (HTTP 403): give it the role that `elasticsearch setup` prints"
    return f"the address answers HTTP {status}: check STALLWATCH_ELASTICSEARCH_URL"


def _operations(chunk: Sequence[Line]) -> list[Any]:
    """Return lines of JSON: the client passes bytes on as they are."""
    lines = [part for each in chunk for part in (each.action, each.source) if part]
    return [*_WANTS_ALIAS, *lines] if _first(chunk) else lines


def _first(chunk: Sequence[Line]) -> int:
    """Return how many operations stand before a chunk's own: one, where it would only delete."""
    return 0 if any(each.source for each in chunk) else 1


def _all(chunk: Sequence[Line], answer: Answer) -> dict[int, Answer]:
    return {each.job: answer for each in chunk}


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
