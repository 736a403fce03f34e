"""The way to Slack: one message a second to each webhook, a burst as one digest, and holds that outlive the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from config.environment import SlackTarget, variable
from pipelines.deliver.answer import Answer, Verdict, backoff
from pipelines.deliver.digest import digest, wire
from pipelines.deliver.lane import Desk
from pipelines.deliver.slack import PACE, Webhooks, address_mark
from pipelines.deliver.waiting import messages_due, messages_without
from pipelines.ledger import outbox
from pipelines.ledger.document import UNREADABLE
from pipelines.ledger.outbox import LEASE, SLACK, Buried, Job

MOST_AT_ONCE = 2000
"""Messages looked at in one step."""

BURST = 20
"""More waiting for one channel than this become one digest."""


_REMEDY = "Give the channel a new webhook, or mend it and run `stallwatch outbox retry`"


class Messages:
    """The lane of Slack."""

    def __init__(self, desk: Desk, webhooks: Webhooks, targets: Mapping[str, SlackTarget]) -> None:
        self._desk = desk
        self._webhooks = webhooks
        self._targets = targets
        self._singly: set[str] = set()
        """Channels that refused a digest."""

    def due(self) -> datetime | None:
        """Return when there is something to do; `None`: nothing waits for a channel that has a webhook."""
        return self._desk.ledger.read(lambda conn: messages_due(conn, self._targets))

    def step(self) -> None:
        """Send one message or digest to each channel that has some; the rest waits its second."""
        started = self._desk.now()
        buried, jobs = self._desk.ledger.run(
            lambda conn: (
                outbox.bury_for_the_dead(conn, self._targets),
                outbox.take(conn, SLACK, started, MOST_AT_ONCE),
            )
        )
        self._tell_of_buried(buried)
        self._bury_unreadable([job for job in jobs if job.payload is None])
        for channel, waiting in _by_channel([job for job in jobs if job.payload is not None]):
            target = self._targets.get(channel)
            if target is None:
                self._put_aside(channel, waiting)
            elif self._desk.now() - started > LEASE / 2:
                self._give_back(waiting)
            else:
                self._send(target, waiting)

    def tell_of_orphans(self) -> None:
        """Tell once of messages whose channel has no webhook any more."""
        for channel, count in self._desk.ledger.read(lambda conn: messages_without(conn, self._targets)).items():
            named = variable("SLACK", channel, "WEBHOOK")
            self._desk.tell_once(f"slack {channel}: {count} alerts wait, but {named} is not set")

    def try_new_webhooks(self) -> None:
        """Take channels for alive that are known to be gone and have another webhook by now."""
        now = self._desk.now()
        for channel, target in self._targets.items():
            mark = address_mark(target)
            back = self._desk.ledger.run(lambda conn, c=channel, m=mark: outbox.revive(conn, c, m, now))  # type: ignore[misc]
            if back is not None:
                self._desk.tell_once(f"slack {channel}: was gone and has a new webhook: {back} alerts are sent again")

    def close(self) -> None:
        """Let go of connections."""
        self._webhooks.close()

    def _tell_of_buried(self, buried: Sequence[Buried]) -> None:
        """Count what was buried for channels that are gone, and say so in every run in which there is some."""
        for each in buried:
            self._desk.buried += each.count
            self._desk.refuse(f"slack {each.channel}", f"{each.reason}: {each.count} alerts are not sent. {_REMEDY}")

    def _bury_unreadable(self, lost: Sequence[Job]) -> None:
        """Bury alerts of which a bit has changed on the disk, and say so: their words are gone."""

        def write(conn: Connection) -> None:
            for job in outbox.still_held(conn, lost):
                outbox.bury(conn, job, UNREADABLE)

        for job in lost:
            what = f"an alert about listing {job.listing_id[:8]}" if job.listing_id else "a message to the operator"
            self._desk.tell_once(f"slack {job.channel}: {what}: {UNREADABLE}: look at the disk")
        if lost:
            self._desk.ledger.run(write)
            self._desk.buried += len(lost)

    def _send(self, target: SlackTarget, waiting: Sequence[Job]) -> None:
        channel = target.channel
        as_digest = len(waiting) > BURST and channel not in self._singly
        sent = waiting if as_digest else waiting[:1]
        payload = digest([job.payload or {} for job in sent]) if as_digest else wire(sent[0].payload or {})
        answer = self._webhooks.post(target, payload)
        if as_digest and answer.verdict is Verdict.BURY:
            self._singly.add(channel)
            answer = Answer(Verdict.AGAIN, answer.reason, PACE)
        note = _NOTES[answer.verdict]
        note(self, channel, sent, waiting, answer)

    def _note_done(self, channel: str, sent: Sequence[Job], waiting: Sequence[Job], _: Answer) -> None:
        now = self._desk.now()

        def write(conn: Connection) -> None:
            outbox.done(conn, outbox.still_held(conn, sent), now)
            outbox.give_back(conn, outbox.still_held(conn, waiting))
            outbox.hold(conn, channel, now + PACE, now)

        self._desk.ledger.run(write)
        self._desk.delivered += len(sent)

    def _note_buried(self, channel: str, sent: Sequence[Job], waiting: Sequence[Job], answer: Answer) -> None:
        now = self._desk.now()

        def write(conn: Connection) -> None:
            for job in outbox.still_held(conn, sent):
                outbox.bury(conn, job, answer.reason)
            outbox.give_back(conn, outbox.still_held(conn, waiting))
            outbox.hold(conn, channel, now + PACE, now)

        self._desk.ledger.run(write)
        self._desk.buried += len(sent)

    def _note_again(self, channel: str, _: Sequence[Job], waiting: Sequence[Job], answer: Answer) -> None:
        """Let the whole channel wait: a 429 for as long as Slack says, anything else for longer each time."""
        now = self._desk.now()
        due = now + (answer.wait or backoff(max(job.attempts for job in waiting)))

        def write(conn: Connection) -> None:
            ours = outbox.still_held(conn, waiting)
            outbox.give_back(conn, ours)
            outbox.hold(conn, channel, due, now)
            for job in ours if answer.wait is None else ():
                outbox.again(conn, job, due, answer.reason)

        self._desk.ledger.run(write)
        self._desk.tell_once(f"slack {channel}: {answer.reason}; tried again later")

    def _note_refused(self, channel: str, _: Sequence[Job], __: Sequence[Job], answer: Answer) -> None:
        mark = address_mark(self._targets[channel])

        def write(conn: Connection) -> list[Buried]:
            outbox.mark_dead(conn, channel, answer.reason, mark)
            return outbox.bury_for_the_dead(conn, [channel])

        self._tell_of_buried(self._desk.ledger.run(write))

    def _put_aside(self, channel: str, waiting: Sequence[Job]) -> None:
        """Keep messages without a webhook out of the way of the others."""
        now = self._desk.now()

        def write(conn: Connection) -> None:
            outbox.give_back(conn, outbox.still_held(conn, waiting))
            outbox.hold(conn, channel, now + 60 * PACE, now)

        self._desk.ledger.run(write)

    def _give_back(self, waiting: Sequence[Job]) -> None:
        self._desk.ledger.run(lambda conn: outbox.give_back(conn, outbox.still_held(conn, waiting)))


_NOTES = {
    Verdict.DONE: Messages._note_done,
    Verdict.AGAIN: Messages._note_again,
    Verdict.BURY: Messages._note_buried,
    Verdict.REFUSED: Messages._note_refused,
}


def _by_channel(jobs: Sequence[Job]) -> Iterator[tuple[str, list[Job]]]:
    """Group jobs by channel, the order within a channel kept."""
    for channel, of_it in groupby(sorted(jobs, key=_channel), key=_channel):
        yield channel, list(of_it)


def _channel(job: Job) -> str:
    return job.channel or ""
