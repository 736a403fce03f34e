"""What takes the place of guards of personal data."""

from sqlalchemy import ColumnElement, false


def without_secure_delete(pragmas: dict[str, str]) -> dict[str, str]:
    return {**pragmas, "secure_delete": "OFF"}


def nobody_held(_: object) -> ColumnElement[bool]:
    return false()
