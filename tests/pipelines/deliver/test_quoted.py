"""What a cluster or a driver quotes of what it choked on is told to nobody."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from pipelines.deliver.answer import Verdict
from pipelines.deliver.elasticsearch import Line, send
from pipelines.ledger.engines import Place, writing_engine

SAID = "Ann Sample of Main Street"


class Quoting:
    """A cluster that does not take a document, and says why in the document's words."""

    def bulk(self, **_: Any) -> dict[str, Any]:
        reason = f"failed to parse field [claim.records] of type [long]. Preview of field's value: '{SAID}'"
        error = {"type": "document_parsing_exception", "reason": reason, "caused_by": {"reason": f'"{SAID}"'}}
        return {"errors": True, "items": [{"index": {"_id": "1", "status": 400, "error": error}}]}


def test_a_refusal_names_the_field_and_not_its_value() -> None:
    answer = send(Quoting(), "alias", [Line(7, b"{}", b"{}")])[7]  # type: ignore[arg-type]
    assert answer.verdict is Verdict.BURY
    assert answer.reason == "HTTP 400 document_parsing_exception at field claim.records"


def test_a_statement_that_fails_shows_no_values(tmp_path: Path) -> None:
    place = Place.of("ledger.sqlite3", tmp_path)
    place.prepare()
    engine = writing_engine(place)
    with engine.connect() as conn, pytest.raises(OperationalError) as failed:
        conn.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})
    assert "nowhere" in str(failed.value)
    assert "Ann Sample" not in str(failed.value) + repr(failed.value)
