"""The stand-in for Slack keeps Slack's rules."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from demo.receiver import Receiver

Json = dict[str, Any]


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver(clock: Clock) -> Iterator[Receiver]:
    with Receiver(clock=clock) as running:
        yield running


def post(receiver: Receiver, message: object, channel: str = "soc", **more: Any) -> tuple[int, str]:
    session = requests.Session()
    session.trust_env = False
    answer = session.post(receiver.webhook(channel), json=message, timeout=10, **more)
    return answer.status_code, answer.text


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def test_a_message_is_taken_and_kept(receiver: Receiver) -> None:
    assert post(receiver, {"text": "a &lt;b&gt; &amp; c"}) == (200, "ok")
    (received,) = receiver.messages
    assert (received.channel, received.message, received.as_text()) == (
        "soc",
        {"text": "a &lt;b&gt; &amp; c"},
        "a <b> & c",
    )


def test_one_a_second_for_each_webhook(receiver: Receiver, clock: Clock) -> None:
    assert post(receiver, {"text": "1"}) == (200, "ok")
    assert post(receiver, {"text": "2"}) == (429, "rate_limited")
    assert post(receiver, {"text": "3"}, "night") == (200, "ok")
    clock.at = 1.0
    assert post(receiver, {"text": "4"}) == (200, "ok")


def test_a_429_says_how_long(receiver: Receiver) -> None:
    receiver.fail_next(1, "rate_limited", retry_after=7)
    answer = requests.post(receiver.webhook(), json={"text": "x"}, timeout=10)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ([], "invalid_payload"),
        ({"text": "x", "summary": {}}, "invalid_payload"),
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "unknown"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": plain("x" * 3001)}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": plain("")}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [plain("x")] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [plain("x" * 2001)]}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": plain("x" * 151)}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
    ],
)
def test_what_slack_refuses_is_refused(receiver: Receiver, message: object, word: str) -> None:
    assert post(receiver, message) == (400, word)
    assert receiver.messages == []


def test_the_largest_message_is_taken(receiver: Receiver) -> None:
    section = {"type": "section", "text": plain("x" * 3000), "fields": [plain("y" * 2000)] * 10}
    assert post(receiver, {"blocks": [{"type": "header", "text": plain("h" * 150)}, *[section] * 49]})[0] == 200


def test_who_does_not_know_the_token_is_nobody(receiver: Receiver) -> None:
    answer = requests.post(receiver.webhook() + "x", json={"text": "x"}, timeout=10)
    assert (answer.status_code, answer.text) == (404, "no_service")


@pytest.mark.parametrize(
    ("word", "status"), [("no_service", 404), ("channel_is_archived", 410), ("rollup_error", 500), ("page", 200)]
)
def test_it_fails_on_demand(receiver: Receiver, word: str, status: int) -> None:
    receiver.fail_next(1, word)
    assert post(receiver, {"text": "x"})[0] == status
    assert receiver.messages == []
    assert post(receiver, {"text": "x"}) == (200, "ok")


def test_it_hangs_up_on_demand(receiver: Receiver) -> None:
    receiver.fail_next(1, "drop")
    with pytest.raises(requests.ConnectionError):
        post(receiver, {"text": "x"})


def test_who_asks_is_told_of_each_message() -> None:
    told: list[str] = []
    with Receiver(on_message=lambda received: told.append(received.as_text())) as receiver:
        post(receiver, {"text": "hello"})
    assert told == ["hello"]
