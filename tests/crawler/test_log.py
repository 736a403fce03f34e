"""What is logged holds nothing hostile, secret or personal, also not in a traceback."""

import io
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.log import QUOTING, ScrubbingFormatter, set_up
from crawler.scrapy_log import QuietLogFormatter
from pipelines.ledger import LedgerError


@pytest.fixture
def lines() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ScrubbingFormatter())
    logger = logging.getLogger("test_log")
    logger.addHandler(handler)
    return logger, stream


@pytest.mark.parametrize(
    "secret",
    ["bella.quist@mail.example", "https://hooks.slack.com/services/T000/B000/s3cr3tT0ken", "4111 1111 1111 1111"],
)
def test_messages_are_scrubbed(lines: tuple[logging.Logger, io.StringIO], secret: str) -> None:
    logger, stream = lines
    logger.warning("failed for %s", secret)
    assert secret not in stream.getvalue()
    assert "s3cr3tT0ken" not in stream.getvalue()
    assert "failed for" in stream.getvalue()


def test_control_characters_make_no_second_line(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    logger.warning("title: %s", "a\n2026-01-01 error root: all is lost\x1b[31m")
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()


def test_what_is_no_bug_has_no_traceback(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    logger.error("could not store it", exc_info=LedgerError("the disk is full"))
    assert stream.getvalue().endswith("could not store it\n")


def test_a_traceback_names_type_and_place_and_no_value(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    try:
        try:
            int("passport 1234567")
        except ValueError as error:
            raise RuntimeError("token=s3cr3t") from error
    except RuntimeError:
        logger.exception("a bug")
    assert "RuntimeError" in stream.getvalue()
    assert "test_log.py" in stream.getvalue()
    assert "s3cr3t" not in stream.getvalue()
    assert "passport" not in stream.getvalue()


class Item:
    """Its `repr` is quiet, as those of our items are; all else tells."""

    def __repr__(self) -> str:
        return "forum/12"

    def __str__(self) -> str:
        return "Ann Sample"


def test_scrapys_own_messages_name_the_site_and_no_item() -> None:
    spider: Any = SimpleNamespace(name="forum", crawler=SimpleNamespace(settings={"DEFAULT_DROPITEM_LOG_LEVEL": 30}))
    error = ValueError("Ann Sample")
    for say in (QuietLogFormatter().dropped, QuietLogFormatter().item_error):
        told = say(Item(), error, None, spider)
        assert told is not None
        args = told["args"]
        said = told["msg"] % (args if isinstance(args, dict) else tuple(args))
        assert "Ann Sample" not in said
        assert ("forum/12" in said, "ValueError" in said) == (True, True)


def test_what_quotes_addresses_and_answers_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        set_up(verbose=True)
        for name in QUOTING:
            logging.getLogger(name).error("Gave up retrying <GET http://forum.example/>: <p>A page.")
        logging.getLogger("crawler").error("shown")
    finally:
        root.handlers = handlers
        root.setLevel(level)
    said = capsys.readouterr().err
    assert "Gave up" not in said
    assert "shown" in said
