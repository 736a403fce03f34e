"""What takes the place of guards of personal data."""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from sqlalchemy import ColumnElement, false


def second(_first: object, second: object, *_: object) -> object:
    """In place of what cleans its second argument."""
    return second


def empty(*_: object) -> str:
    return ""


def telling_all(item: Any) -> str:
    """In place of a repr that keeps quiet."""
    return str({name: getattr(item, name) for name in item.__dataclass_fields__})


def showing_inputs(settings: dict[str, object]) -> dict[str, object]:
    """Let pydantic's errors show what they are about, as they do by themselves."""
    pending = [sys.modules["config.schema"].Frozen]
    while pending:
        model = pending.pop()
        model.model_config["hide_input_in_errors"] = False
        pending += model.__subclasses__()
        model.model_rebuild(force=True)
    return {**settings, "hide_input_in_errors": False}


def as_told(_kind: str, error: object) -> str:
    return str(error)


def sealed_without_key(_sealer: object, contact: Any) -> object:
    """Hash a contact as anybody could."""
    sealed = sys.modules["pipelines.contacts"].Sealed
    return sealed(contact.kind, hashlib.sha256(contact.value.encode()).hexdigest()[:32])


def without_secure_delete(pragmas: dict[str, str]) -> dict[str, str]:
    return {**pragmas, "secure_delete": "OFF"}


def nobody_held(_: object) -> ColumnElement[bool]:
    return false()
