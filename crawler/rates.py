"""What money is worth, asked of the operator's sources beside a crawl: through Tor, in threads, never in its way.

Each source is asked on circuits of its own. Whatever it does, the crawl goes on with the rates that are known: those of
the ledger, else those that ship with the program.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import requests
from sqlalchemy import Connection

from config.schema import Rates, RateSource
from crawler.context import Run
from crawler.lines import Progress
from crawler.tor.launch import Tor
from crawler.tor.side import SideCallRefused, side_get, side_session
from pipelines.ledger import LedgerError
from pipelines.ledger import rates as ledger_rates
from pipelines.ledger.rates import SourceReport
from pipelines.quotes import LARGEST, AnswerError, Quotes, believe, read_answer
from pipelines.rates import Known, rate

DEADLINE = 90.0
"""Seconds for all sources together, from the first byte to the last; circuits are slow, and all are asked at once."""
HEAD_START = 15.0
"""Seconds that visits wait for the rates, so that the first prices of a run are converted by them too."""
AGAIN = timedelta(hours=1)
"""How long a source that failed is left alone, unless `every` is shorter."""

TOO_LATE = f"no whole answer within {DEADLINE:g} s"
RUN_OVER = "no whole answer before the run ended"
NO_TOR = "tor was not there to ask it through"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a source answered."""

    source: RateSource
    quotes: Quotes | None = None
    """`None`: nothing can be taken from its answer, or there was none."""
    trouble: str | None = None
    """What the operator should know, in our words; `None`: all is well."""


@contextmanager
def asking(run: Run, settings: Rates, tor: Tor, user_agent: str) -> Iterator[None]:
    """Use the rates that the ledger knows for a run, and those of sources that are due as soon as they come."""
    today = run.now().date()
    run.rates, known = run.ledger.read(
        lambda conn: (ledger_rates.newest(conn, today), ledger_rates.sources(conn)),
    )
    due = [source for source in settings.sources if is_due(known.get(source.id), settings.every, run.now())]
    if not due:
        yield
        return
    asker = _Asker(run, due, tor, user_agent)
    try:
        asker.begin()
        yield
    finally:
        asker.end()


def is_due(report: SourceReport | None, every: timedelta, now: datetime) -> bool:
    """Tell whether a source should be asked now."""
    if report is None or report.asked_at > now:  # a clock that was wrong must not silence it
        return True
    return now - report.asked_at >= (every if report.good else min(every, AGAIN))


class _Asker:
    """Asks sources, each in a thread of its own, and judges their answers in one more.

    All are daemons: a server that sends a byte a minute keeps neither the others nor the program from ending.
    """

    def __init__(self, run: Run, due: Sequence[RateSource], tor: Tor, user_agent: str) -> None:
        self._run = run
        self._due = due
        self._tor = tor
        self._user_agent = user_agent
        self._came: queue.SimpleQueue[tuple[str, bytes | str] | None] = queue.SimpleQueue()
        self._judge = threading.Thread(target=self._work, name="rates", daemon=True)

    def begin(self) -> None:
        """Start asking; return when all have answered, and at the latest when the head start is over."""
        self._judge.start()
        self._judge.join(HEAD_START)

    def end(self) -> None:
        """Stop waiting for answers; what came is kept."""
        self._came.put(None)
        self._judge.join()

    def _work(self) -> None:
        for source in self._due:
            name = f"rates {source.id}"
            threading.Thread(target=self._ask, args=(source,), name=name, daemon=True).start()
        came, otherwise = self._wait()
        try:
            self._keep([self._judged(source, came.get(source.id, otherwise)) for source in self._due])
        except LedgerError as error:
            self._run.say(f"rates: {error}")

    def _ask(self, source: RateSource) -> None:
        self._came.put((source.id, self._answer(source)))

    def _answer(self, source: RateSource) -> bytes | str:
        """Return what a source says, or in words why nothing: never the error's own, which show its address."""
        said = self._try(source)
        if isinstance(said, Exception) and _may_be_the_way(said) and self._tor.alive():
            said = self._try(source)
        if isinstance(said, requests.ConnectionError) and not self._tor.alive():
            return NO_TOR
        return _words(said) if isinstance(said, Exception) else said

    def _try(self, source: RateSource) -> bytes | Exception:
        try:
            return self._get(source)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's server causes is a failure of that source
            return error

    def _get(self, source: RateSource) -> bytes:
        with side_session(self._tor.socks, f"rates-{secrets.token_hex(16)}") as session:
            session.headers["User-Agent"] = self._user_agent
            return side_get(session, source.url, LARGEST, DEADLINE)

    def _wait(self) -> tuple[dict[str, bytes | str], str]:
        """Wait until all have answered, the time is up, or the run is over; return what came, and why no more."""
        came: dict[str, bytes | str] = {}
        ends = time.monotonic() + DEADLINE
        while len(came) < len(self._due):
            try:
                answer = self._came.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                return came, TOO_LATE
            if answer is None:
                return came, RUN_OVER
            came[answer[0]] = answer[1]
        return came, ""

    def _judged(self, source: RateSource, said: bytes | str) -> Asked:
        if isinstance(said, str):
            return Asked(source, trouble=said)
        today = self._run.now().date()
        try:
            quotes = believe(read_answer(source, said, today), lambda name: rate(name, today, self._run.rates))
        except AnswerError as error:
            return Asked(source, trouble=str(error))
        refused = "; ".join(f"{name}: {why}" for name, why in sorted(quotes.refused.items()))
        if not quotes.rates:
            return Asked(source, trouble=f"nothing that it says is believed: {refused}")
        return Asked(source, quotes, f"not believed: {refused}" if refused else None)

    def _keep(self, answers: Sequence[Asked]) -> None:
        now = self._run.now()

        def note(conn: Connection) -> Known:
            for each in answers:
                if each.quotes:
                    ledger_rates.keep(conn, each.source.id, each.quotes.rates, now)
                if each.trouble == NO_TOR:  # no word of the source, which is asked again by the next run
                    continue
                ledger_rates.asked(conn, each.source.id, now, good=each.quotes is not None, trouble=each.trouble)
            return ledger_rates.newest(conn, now.date())

        self._run.rates = self._run.ledger.run(note)
        for line in lines(answers, self._run.rates, now.date()):
            self._run.say(line)


def lines(answers: Sequence[Asked], known: Known, today: date) -> list[str]:
    """Say how the sources answered: those that told rates on one line, those with the same trouble on one line.

    >>> ecb, ticker = (RateSource(id=name, kind="ecb", url="https://rates.example/") for name in ("ecb", "ticker"))
    >>> lines([Asked(ecb, trouble="HTTP 503"), Asked(ticker, trouble="HTTP 503")], {}, date(2026, 5, 4))[0][:23]
    'rates: ecb, ticker: HTT'
    """
    good = "; ".join(
        f"{each.source.id}: {len(each.quotes.rates)} of {max(found.at for found in each.quotes.rates.values())}"
        for each in answers
        if each.quotes
    )
    troubles: dict[str, list[RateSource]] = {}
    for each in answers:
        if each.trouble:
            troubles.setdefault(each.trouble, []).append(each.source)
    said: list[str] = [Progress(f"rates: {good}")] if good else []
    return said + [
        f"rates: {', '.join(source.id for source in group)}: {words}. Prices go by {_known_days(group, known, today)}"
        for words, group in troubles.items()
    ]


def _known_days(group: Sequence[RateSource], known: Known, today: date) -> str:
    """Say of which days the rates are that are used instead."""
    names = {name for source in group for name in (*source.usd, *source.per_usd)}
    names |= {"EUR"} if any(source.kind == "ecb" for source in group) else set()
    days = {found.at for name in names if (found := rate(name, today, known))}
    if not days:
        return "no rate: none is known of these currencies"
    first, last = min(days), max(days)
    return f"rates of {last}" if first == last else f"rates of {first} to {last}"


def _may_be_the_way(error: Exception) -> bool:
    """Tell whether a second try, on other circuits, may do: a fresh tor's first way to a host sometimes fails."""
    certain = (requests.exceptions.SSLError, requests.Timeout)
    return isinstance(error, requests.ConnectionError) and not isinstance(error, certain)


def _words(error: Exception) -> str:
    if isinstance(error, requests.HTTPError):
        status = error.response.status_code if error.response is not None else "an error"
        return f"it answers HTTP {status} (some servers refuse Tor's exits: choose one that does not)"
    for kind, words in _KINDS.items():
        if isinstance(error, kind):
            return words
    return f"it cannot be asked ({type(error).__name__})"


_KINDS: Mapping[type[Exception], str] = {
    SideCallRefused: "its answer is too large or too slow, or sends elsewhere",
    requests.exceptions.SSLError: "its certificate is not accepted",
    requests.Timeout: "no answer in time",
    requests.ConnectionError: "it cannot be reached through Tor",
}
