"""The times in notes of edits."""

from functools import partial

import pytest

from spiders.notes import noted_date
from tests.spiders.sites import engine, page

NOTES = [
    ("Last edited by tide 9 on 3 May 2013, 09:04, edited twice", "2013-05-03T09:04:00+00:00"),
    ("上次由 tide 9 在 2024年 5月 3日 10:00 编辑，总共编辑 1 次。", "2024-05-03T10:00:00+00:00"),
    ("En son tide tarafından 03 May 2024, 10:00 tarihinde düzenlendi", "2024-05-03T10:00:00+00:00"),
    ("Zuletzt bearbeitet: vor 5 Minuten von tide", "2025-03-02T17:55:00+00:00"),
]


@pytest.mark.parametrize(("note", "at"), NOTES)
def test_a_note_tells_when_whatever_stands_around(note, at):
    found = noted_date(note, partial(engine("phpbb")._date, page=page("")))
    assert found.at.isoformat() == at
