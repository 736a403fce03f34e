"""What takes the place of guards against loss. Imports the product late: it stands in for parts of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any


def each_statement_by_itself(_: str) -> Callable[[object], None]:
    """Begin no transaction: SQLite then commits every statement."""
    return lambda _: None


def without_the_alerts_key(plain: Callable[..., None]) -> Callable[..., None]:
    """Take the UNIQUE key from the table that the migrations make."""

    def migrate(conn: Any, place: object) -> None:
        plain(conn, place)
        made = conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'alerts'").scalar()
        key = next(line for line in made.splitlines() if "UNIQUE" in line)
        conn.exec_driver_sql("DROP TABLE alerts")
        conn.exec_driver_sql(made.replace(key, "CHECK (1)" + ("," if key.rstrip().endswith(",") else "")))

    return migrate


def forgetting_first(plain: Callable[..., None]) -> Callable[..., None]:
    def send(lane: Any, target: object, waiting: Sequence[Any]) -> None:
        from pipelines.ledger import outbox  # noqa: PLC0415

        lane._desk.ledger.run(lambda conn: outbox.done(conn, [job.id for job in waiting]))
        plain(lane, target, waiting)

    return send


def taken_for_sent(_client: object, _alias: str, chunk: Sequence[Any]) -> dict[int, Any]:
    from pipelines.deliver.answer import DONE  # noqa: PLC0415

    return {each.job: DONE for each in chunk}


def waits() -> Any:
    """Count a document that is under way as one that waits."""
    from sqlalchemy import and_  # noqa: PLC0415

    from pipelines.ledger.tables import outbox  # noqa: PLC0415

    return and_(outbox.c.target == "elasticsearch", ~outbox.c.dead)


def without_versions(plain: Callable[..., Any]) -> Callable[..., Any]:
    def line(job: int, stored: Any, now: object, **more: Any) -> Any:
        import dataclasses  # noqa: PLC0415
        import json  # noqa: PLC0415

        made = plain(job, stored, now, **more)
        action = json.dumps({"index": {"_id": json.loads(made.action)["index"]["_id"]}})
        return dataclasses.replace(made, action=action.encode())

    return line


def makes_it(path: Path) -> str:
    """An address under which SQLite makes a ledger where there is none."""
    return f"{path.absolute().as_uri()}?mode=rwc"


def nothing_settled(*_: object) -> int:
    return 0


def revision_by_the_clock(_: object, now: datetime) -> int:
    return int(now.timestamp() * 1000)


def done(*_: object) -> Any:
    from pipelines.deliver.answer import DONE  # noqa: PLC0415 - not before the guard's own module

    return DONE


def buried(*_: object) -> Any:
    from pipelines.deliver.answer import Answer, Verdict  # noqa: PLC0415 - as above

    return Answer(Verdict.BURY, "not reached")


def forgets(conn: Any, job_id: int, _: str) -> None:
    conn.exec_driver_sql("DELETE FROM outbox WHERE id = ?", (job_id,))


async def written_all_the_same(run: Any, work: Any) -> Any:
    import asyncio  # noqa: PLC0415

    return await asyncio.wrap_future(run.ledger.submit(work))


def none_named(_: object) -> tuple[()]:
    return ()


def never_final(plain: Callable[..., Any]) -> Callable[..., Any]:
    """Try again what Slack refuses for good."""

    def judge(*said: Any) -> Any:
        import dataclasses  # noqa: PLC0415

        from pipelines.deliver.answer import Verdict  # noqa: PLC0415

        found = plain(*said)
        return dataclasses.replace(found, verdict=Verdict.AGAIN) if found.verdict is Verdict.REFUSED else found

    return judge


def all_buried(_client: object, _alias: str, chunk: Sequence[Any], _error: object) -> dict[int, Any]:
    return {each.job: buried() for each in chunk}
