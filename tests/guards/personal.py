"""What takes the place of guards of personal data."""

import sqlite3
from collections.abc import Callable

from sqlalchemy import ColumnElement, false

SetUp = Callable[[sqlite3.Connection, object], None]


def without_secure_delete(make: Callable[..., SetUp]) -> Callable[..., SetUp]:
    def changed(*, write: bool) -> SetUp:
        set_up = make(write=write)

        def then(driver: sqlite3.Connection, record: object) -> None:
            set_up(driver, record)
            driver.execute("PRAGMA secure_delete = OFF")

        return then

    return changed


def nobody_held(_: object) -> ColumnElement[bool]:
    return false()
