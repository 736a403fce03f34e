"""What takes the place of guards of any promise."""

import json
import re
import ssl
from pathlib import Path

from scrapy.http import TextResponse

from config.environment import Environment, SlackTarget


def nothing(*_: object, **__: object) -> None:
    """In place of what acts, or of a check that raises."""


def yes(*_: object, **__: object) -> bool:
    return True


def unchanged(first: object, *_: object, **__: object) -> object:
    """In place of what cleans its first argument."""
    return first


def read_anyhow(path: Path, _: str) -> str:
    return path.read_text(encoding="utf-8")


def text_anyhow(response: TextResponse) -> str:
    return response.text


def returning_nothing(_guard: object) -> object:
    return lambda *_, **__: []


def slack_anyhow(environment: Environment, channel: str) -> SlackTarget:
    return SlackTarget(channel, "http://hooks.example/")


class _Trusting(ssl.SSLContext):
    """Stays as it is made: urllib3 would have it verify again."""

    verify_mode = property(lambda _: ssl.CERT_NONE, lambda *_: None)  # type: ignore[assignment]
    check_hostname = property(lambda _: False, lambda *_: None)  # type: ignore[assignment]


def trusting_anybody(_: object) -> ssl.SSLContext:
    made = _Trusting(ssl.PROTOCOL_TLS_CLIENT)
    ssl.SSLContext.check_hostname.__set__(made, False)  # type: ignore[attr-defined]
    ssl.SSLContext.verify_mode.__set__(made, ssl.CERT_NONE)  # type: ignore[attr-defined]
    return made


NEVER = re.compile(r"(?!)")
"""In place of a pattern that finds what must not pass."""


def raw_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
