"""The way to Elasticsearch: takes documents from the outbox, sends them in bulk, and notes what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from elasticsearch import Elasticsearch as Client
from sqlalchemy import Connection

from config.schema import Elasticsearch
from pipelines.deliver.answer import DONE, Answer, Verdict, backoff
from pipelines.deliver.elasticsearch import Line, chunks, line, send
from pipelines.deliver.lane import REST, Desk
from pipelines.deliver.waiting import documents_due
from pipelines.ledger import outbox
from pipelines.ledger.columns import UnreadableError
from pipelines.ledger.document import UNREADABLE, Stored, stored
from pipelines.ledger.outbox import ELASTICSEARCH, LEASE, Job

MOST_AT_ONCE = 1000
"""Jobs taken in one step; what does not get its turn while the lease is young is given back."""

MOST_READ = 50
"""Listings held in memory at a time, besides those of one request."""

_Kept = Stored | UnreadableError | None
"""`None`: gone from the ledger."""


class Documents:
    """The lane of Elasticsearch."""

    def __init__(self, desk: Desk, client: Client, settings: Elasticsearch) -> None:
        self._desk = desk
        self._client = client
        self._settings = settings
        self._failures = 0
        self._rest_until: datetime | None = None
        self._refused_until: datetime | None = None

    def due(self) -> datetime | None:
        """Return when there is something to do; `None`: nothing, or the cluster refuses us."""
        if self._refused_until is not None and self._desk.now() < self._refused_until:
            return None
        due = self._desk.ledger.read(documents_due)
        return max(due, self._rest_until) if due and self._rest_until else due

    def step(self) -> None:
        """Send what is due, until all is sent, a request fails as a whole, or the lease is half over."""
        started = self._desk.now()
        jobs = self._desk.ledger.run(lambda conn: outbox.take(conn, ELASTICSEARCH, started, MOST_AT_ONCE))
        left = {job.id: job for job in jobs}
        for chunk in chunks(self._lines(jobs, left)):
            answers = send(self._client, self._settings.index, chunk)
            self._note({left.pop(job): answer for job, answer in answers.items()})
            if self._is_closed() or self._desk.now() - started > LEASE / 2:
                break
        rest = list(left.values())
        self._desk.ledger.run(lambda conn: outbox.give_back(conn, outbox.still_held(conn, rest)))

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _lines(self, jobs: Sequence[Job], left: dict[int, Job]) -> Iterator[Line]:
        """Render one listing after the other; one that is gone, or cannot be rendered, is settled here."""
        for job, kept in self._stored(jobs):
            if isinstance(kept, UnreadableError):
                self._note({left.pop(job.id): Answer(Verdict.BURY, UNREADABLE)})
                self._desk.tell_once(f"{ELASTICSEARCH}: {kept}")
                continue
            if kept is None:
                self._note({left.pop(job.id): DONE})
                continue
            try:
                yield line(job.id, kept, self._desk.now(), onion_links=self._settings.onion_links)
            except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
                reason = f"could not be made into a document ({type(error).__name__})"
                self._note({left.pop(job.id): Answer(Verdict.BURY, reason)})

    def _stored(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, _Kept]]:
        """Read listings some at a time: a transaction for each costs more, and all at once more memory."""
        for at in range(0, len(jobs), MOST_READ):
            some = jobs[at : at + MOST_READ]
            yield from self._desk.ledger.read(lambda conn, some=some: _read(conn, some))  # type: ignore[misc]

    def _note(self, answers: Mapping[Job, Answer]) -> None:
        verdicts = [answer.verdict for answer in answers.values()]
        now = self._desk.now()
        self._judge_cluster(answers, now)
        self._desk.ledger.run(lambda conn: self._write(conn, answers, now))
        self._desk.delivered += verdicts.count(Verdict.DONE)
        self._desk.buried += verdicts.count(Verdict.BURY)

    def _judge_cluster(self, answers: Mapping[Job, Answer], now: datetime) -> None:
        """Leave the cluster alone for a while when it took nothing, for longer when it refuses us."""
        verdicts = {answer.verdict for answer in answers.values()}
        refusal = next((each.reason for each in answers.values() if each.verdict is Verdict.REFUSED), None)
        if refusal is not None:
            self._desk.refuse(ELASTICSEARCH, refusal)
            self._refused_until = now + REST
        elif verdicts == {Verdict.AGAIN}:
            self._failures += 1
            self._rest_until = now + backoff(max(self._failures - 1, *(job.attempts for job in answers)))
            self._desk.tell_once(f"{ELASTICSEARCH}: {next(iter(answers.values())).reason}; tried again later")
        else:
            self._failures, self._rest_until = 0, None
            self._desk.accepted(ELASTICSEARCH)

    def _write(self, conn: Connection, answers: Mapping[Job, Answer], now: datetime) -> None:
        ours = set(outbox.still_held(conn, list(answers)))
        answers = {job: answer for job, answer in answers.items() if job.id in ours}
        of = {verdict: [job for job, answer in answers.items() if answer.verdict is verdict] for verdict in Verdict}
        outbox.done(conn, [job.id for job in of[Verdict.DONE]], now)
        outbox.give_back(conn, [job.id for job in of[Verdict.REFUSED]])
        for job in of[Verdict.BURY]:
            outbox.bury(conn, job.id, answers[job].reason)
        for job in of[Verdict.AGAIN]:
            outbox.again(conn, job.id, self._rest_until or now + backoff(job.attempts), answers[job].reason)

    def _is_closed(self) -> bool:
        return self._rest_until is not None or self._refused_until is not None


def _read(conn: Connection, jobs: Sequence[Job]) -> list[tuple[Job, _Kept]]:
    return [(job, _kept(conn, job.listing_id) if job.listing_id else None) for job in jobs]


def _kept(conn: Connection, listing_id: str) -> _Kept:
    """Read one listing by itself: a row that cannot be read stops no other."""
    try:
        return stored(conn, listing_id)
    except UnreadableError as error:
        return error
