"""Delivery to Slack, against a receiver on loopback that keeps Slack's rules. Clocks are moved, nobody sleeps."""

import logging
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from config.environment import SlackTarget
from demo.receiver import Receiver, token
from pipelines.deliver import slack
from pipelines.deliver.answer import Verdict
from pipelines.deliver.deliver import Outcome, Targets, deliver
from pipelines.deliver.messages import BURST
from pipelines.deliver.slack import RETRY_AFTER, Webhooks, judge
from pipelines.ledger import Ledger, outbox
from tests.pipelines.deliver.conftest import Bench, Time
from tests.pipelines.deliver.samples import MINUTE, alerting
from tests.services.loopback import Handler, served


def hooks(receiver: Receiver, *channels: str) -> dict[str, str]:
    return {channel: receiver.webhook(channel) for channel in channels or ("soc",)}


def titles(receiver: Receiver) -> list[str]:
    return [each.message["blocks"][0]["text"]["text"] for each in receiver.messages]


def test_an_alert_arrives_once(bench: Bench, receiver: Receiver) -> None:
    bench.save(alerting("1"))
    first, second = bench.deliver(hooks(receiver)), bench.deliver(hooks(receiver))
    assert (first.delivered, first.waiting, first.dead, first.refused) == (1, 0, 0, ())
    assert (second.delivered, second.waiting) == (0, 0)
    assert titles(receiver) == ["HIGH: A million people or more (new listing)"]
    assert "1,000,000,000 (“1 Billion”)" in receiver.messages[0].as_text()
    assert bench.said == []


def test_it_is_noted_when_an_alert_was_sent(bench: Bench, receiver: Receiver) -> None:
    bench.save(alerting("1"))
    bench.time.move(5)
    bench.deliver(hooks(receiver))
    sent = bench.ledger.read(
        lambda conn: conn.exec_driver_sql("select sent_at - raised_at from alerts").scalars().all()
    )
    assert sent == [5000]


def test_one_message_a_second_to_each_webhook(bench: Bench, receiver: Receiver) -> None:
    bench.save(*(alerting(str(n)) for n in range(5)), *(alerting(f"n{n}", "night") for n in range(3)))
    outcome = bench.deliver(hooks(receiver, "soc", "night"))
    assert (outcome.delivered, outcome.waiting) == (8, 0)
    assert {status for status, _ in receiver.answers} == {200}
    for channel in ("soc", "night"):
        at = [each.at for each in receiver.messages if each.channel == channel]
        assert all(later - earlier >= 1 for earlier, later in pairwise(at))
    assert receiver.messages[-1].at < 6


def test_the_pace_holds_across_runs(bench: Bench, receiver: Receiver) -> None:
    for n in range(3):
        bench.save(alerting(str(n)))
        bench.deliver(hooks(receiver))
    assert [status for status, _ in receiver.answers] == [200, 200, 200]


def test_retry_after_is_kept_within_a_run(bench: Bench, receiver: Receiver) -> None:
    receiver.fail_next(1, "rate_limited", retry_after=30)
    bench.save(alerting("1"), alerting("2"))
    assert bench.deliver(hooks(receiver)).delivered == 2
    assert receiver.messages[0].at >= 30
    assert len(receiver.answers) == 3


def test_retry_after_outlives_the_run(bench: Bench, receiver: Receiver, time: Time) -> None:
    receiver.fail_next(1, "rate_limited", retry_after=600)
    bench.save(alerting("1"))
    assert bench.deliver(hooks(receiver)).waiting == 1
    time.move(300)
    assert bench.deliver(hooks(receiver)).waiting == 1
    assert len(receiver.answers) == 1
    time.move(300)
    assert bench.deliver(hooks(receiver)).delivered == 1


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("7", 7), ("0", 1), ("", 30), (None, 30), ("Wed, 21 Oct 2026 07:28:00 GMT", 30), ("-5", 30), ("9" * 400, 21_600)],
)
def test_retry_after_is_read_with_caution(retry_after: str | None, seconds: int) -> None:
    answer = judge(429, "", retry_after)
    assert answer.wait is not None
    assert (answer.verdict, answer.wait.total_seconds()) == (Verdict.AGAIN, seconds)
    assert RETRY_AFTER.total_seconds() == 30


@pytest.mark.parametrize("trouble", ["rollup_error", "drop", "page"])
def test_what_fails_is_sent_later(bench: Bench, receiver: Receiver, trouble: str) -> None:
    receiver.fail_next(3, trouble)
    bench.save(alerting("1"))
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.waiting, outcome.dead) == (1, 0, 0)
    assert len(receiver.answers) == 4
    assert 2.5 + 5 + 10 <= receiver.messages[0].at <= 36
    assert len(bench.said) == 1
    assert bench.said[0].endswith("tried again later")


def test_a_webhook_that_hangs_is_given_up_in_time(
    bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack, "READ_SECONDS", 0.2)
    receiver.fail_next(1, "hang")
    bench.save(alerting("1"))
    assert bench.deliver(hooks(receiver)).delivered == 1
    assert bench.said == ["slack soc: slack cannot be reached (ReadTimeout); tried again later"]


def test_a_long_failure_leaves_the_alert_for_the_next_run(bench: Bench, receiver: Receiver, time: Time) -> None:
    receiver.fail_next(20, "rollup_error")
    bench.save(alerting("1"))
    assert bench.deliver(hooks(receiver)).waiting == 1
    tried = len(receiver.answers)
    assert tried < 7
    receiver.recover()
    time.move(3600)
    assert bench.deliver(hooks(receiver)).delivered == 1


def test_slack_out_of_reach_loses_nothing(bench: Bench, receiver: Receiver) -> None:
    address = hooks(receiver)
    receiver.stop()
    bench.save(alerting("1"), alerting("2"))
    outcome = bench.deliver(address)
    assert (outcome.delivered, outcome.waiting, outcome.dead) == (0, 2, 0)
    assert bench.said == ["slack soc: slack cannot be reached (ConnectionError); tried again later"]


FINAL = [
    "no_service",
    "channel_is_archived",
    "invalid_token",
    "no_active_hooks",
    "channel_not_found",
    "action_prohibited",
]


@pytest.mark.parametrize("word", FINAL)
def test_a_dead_webhook_is_told_once_and_its_alerts_are_kept(bench: Bench, receiver: Receiver, word: str) -> None:
    receiver.fail_next(1, word)
    bench.save(alerting("1"), alerting("2"))
    first = bench.deliver(hooks(receiver))
    assert first.refused == ("slack soc",)
    assert first.delivered == 0
    assert first.dead == 2
    bench.save(alerting("3"))
    second = bench.deliver(hooks(receiver))
    assert (second.dead, second.refused) == (1, ("slack soc",)), "no later one goes without a word"
    assert [
        f"slack soc: slack answered HTTP {status} {said}: {count} alerts are not sent. Give" in line
        for line, (status, said), count in zip(bench.said, [receiver.answers[0]] * 2, (2, 1), strict=True)
    ] == [True, True]
    assert all(word in line and line.endswith("run `stallwatch outbox retry`") for line in bench.said)
    assert len(receiver.answers) == 1
    assert len(bench.ledger.read(outbox.dead)) == 3
    assert (bench.deliver(hooks(receiver)).dead, len(bench.said)) == (0, 2)
    bench.ledger.run(lambda conn: outbox.requeue(conn, bench.time.now()))
    assert bench.deliver(hooks(receiver)).delivered == 3


@pytest.mark.parametrize("status", [401, 403, 404, 410])
@pytest.mark.parametrize("said", [b"<html>Log in to this network</html>", b"forbidden", b""])
def test_a_proxy_that_answers_for_slack_kills_no_channel(
    bench: Bench, receiver: Receiver, time: Time, status: int, said: bytes
) -> None:
    class Proxy(Handler):
        def reply(self) -> None:
            self.sent()
            self.answer(status, said, content_type="text/html")

    bench.save(alerting("1"), alerting("2"))
    with served(Proxy) as url:
        outcome = bench.deliver({"soc": url})
    assert (outcome.waiting, outcome.dead, outcome.refused) == (2, 0, ())
    (line,) = bench.said
    assert f"HTTP {status}" in line
    assert "which is no word of Slack's" in line
    time.move(3600)
    assert bench.deliver(hooks(receiver)).delivered == 2


def test_another_webhook_revives_its_channel_and_the_letters_go_out(bench: Bench, receiver: Receiver) -> None:
    bench.save(alerting("1"), alerting("2"), alerting("3", "night"))
    old = {channel: receiver.webhook(channel) + "x" for channel in ("soc", "night")}
    assert bench.deliver(old).dead == 3
    outcome = bench.deliver({**old, "night": receiver.webhook("night")})
    assert (outcome.delivered, outcome.dead, outcome.refused) == (1, 0, ())
    assert bench.said[-1] == "slack night: was gone and has a new webhook: 1 alerts are sent again"
    assert len(bench.ledger.read(outbox.dead)) == 2


@pytest.mark.parametrize("garbled", ["'{garbled'", "CAST(X'ff41fe' AS TEXT)"])
def test_an_alert_that_cannot_be_read_is_a_dead_letter_and_stops_no_other(
    bench: Bench, receiver: Receiver, garbled: str
) -> None:
    bench.save(*(alerting(str(n)) for n in range(3)))
    bench.ledger.run(lambda conn: conn.exec_driver_sql(f"UPDATE outbox SET payload = {garbled} WHERE id = 2"))
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.dead, outcome.waiting) == (2, 1, 0)
    (letter,) = bench.ledger.read(outbox.dead)
    assert (letter.job.id, letter.reason) == (2, "the ledger's row cannot be read")
    about = f"slack soc: an alert about listing {letter.job.listing_id[:8] if letter.job.listing_id else ''}"
    assert bench.said == [f"{about}: the ledger's row cannot be read: look at the disk"]


def test_a_dead_webhook_stops_no_other(bench: Bench, receiver: Receiver) -> None:
    bench.save(alerting("1", "gone"), alerting("2", "soc"))
    dead = {**hooks(receiver), "gone": receiver.webhook("gone") + "x"}
    outcome = bench.deliver(dead)
    assert (outcome.delivered, outcome.refused) == (1, ("slack gone",))


@pytest.mark.parametrize("word", ["invalid_blocks", "invalid_payload"])
def test_a_message_that_slack_cannot_read_is_buried_alone(bench: Bench, receiver: Receiver, word: str) -> None:
    receiver.fail_next(1, word)
    bench.save(alerting("1"), alerting("2"))
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.dead, outcome.waiting, outcome.refused) == (1, 1, 0, ())
    (letter,) = bench.ledger.read(outbox.dead)
    assert letter.reason == f"slack answered HTTP 400 {word}"


@pytest.mark.parametrize(("count", "messages"), [(20, 20), (21, 1), (500, 1)])
def test_a_burst_becomes_one_digest(bench: Bench, receiver: Receiver, count: int, messages: int) -> None:
    bench.save(*(alerting(str(n), records=n) for n in range(count)))
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.waiting) == (count, 0)
    assert len(receiver.messages) == messages
    if messages == 1:
        assert titles(receiver) == [f"{count} alerts at once ({count} high)"]


@pytest.mark.parametrize("trouble", ["rate_limited", "drop"])
def test_three_hundred_at_once_outlast_a_slack_that_fails_for_runs(
    bench: Bench, receiver: Receiver, time: Time, trouble: str
) -> None:
    """One digest that names each; while Slack fails, a request now and then and no loss."""
    found = [alerting(str(n), records=n) for n in range(300)]
    bench.save(*found)
    receiver.fail_next(10_000, trouble, retry_after=600 if trouble == "rate_limited" else None)
    for _ in range(3):
        outcome = bench.deliver(hooks(receiver))
        assert (outcome.delivered, outcome.waiting, outcome.dead) == (0, 300, 0)
        time.move(60)
    assert len(receiver.answers) <= 12
    receiver.recover()
    time.move(3600)
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.waiting, outcome.dead) == (300, 0, 0)
    (digest,) = receiver.messages
    assert [each for each in found if each.listing.listing_id[:8] not in digest.as_text()] == []
    unsent = "select count(*) from alerts where sent_at is null"
    assert bench.ledger.read(lambda conn: conn.exec_driver_sql(unsent).scalar()) == 0


def test_a_refused_digest_is_sent_singly(bench: Bench, receiver: Receiver) -> None:
    receiver.fail_next(1, "invalid_blocks")
    bench.save(*(alerting(str(n)) for n in range(BURST + 2)))
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.dead, outcome.waiting) == (BURST + 2, 0, 0)
    assert len(receiver.messages) == BURST + 2


def test_alerts_of_a_channel_without_webhook_wait_and_block_no_other(bench: Bench, receiver: Receiver) -> None:
    bench.save(*(alerting(f"o{n}", "orphan-1") for n in range(3)), alerting("2"))
    outcome = bench.deliver(hooks(receiver))
    assert (outcome.delivered, outcome.waiting) == (1, 3)
    assert bench.said == ["slack orphan-1: 3 alerts wait, but STALLWATCH_SLACK_ORPHAN_1_WEBHOOK is not set"]


def test_a_crash_in_flight_repeats_one_and_loses_none(bench: Bench, receiver: Receiver, time: Time) -> None:
    bench.save(alerting("1"), alerting("2"))
    bench.ledger.run(lambda conn: outbox.take(conn, outbox.SLACK, time.now(), 10))  # and then the process is gone
    assert bench.deliver(hooks(receiver)).delivered == 0
    time.move(outbox.LEASE.total_seconds())
    assert bench.deliver(hooks(receiver)).delivered == 2


def test_a_crash_after_slack_took_a_message_repeats_that_one(
    bench: Bench, receiver: Receiver, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("the machine is gone")

    bench.save(alerting("1"), alerting("2"))
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "done", crash)
        with pytest.raises(RuntimeError, match="the machine is gone"):
            bench.deliver(hooks(receiver))
    time.move(outbox.LEASE.total_seconds())
    assert bench.deliver(hooks(receiver)).delivered == 2
    assert len(receiver.messages) == 3


def test_two_deliverers_share_the_outbox(bench: Bench, receiver: Receiver, tmp_path: Path) -> None:
    channels = [f"c{n}" for n in range(12)]
    bench.save(*(alerting(channel, channel) for channel in channels))
    targets = Targets(slack={channel: SlackTarget(channel, receiver.webhook(channel)) for channel in channels})

    def one(_: int) -> Outcome:
        with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
            return deliver(
                ledger, targets, now=bench.time.now, sleep=lambda _: None, until=lambda: True, patience=MINUTE * 0
            )

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, range(4)))
    assert sum(outcome.delivered for outcome in outcomes) == 12
    assert sorted(each.channel for each in receiver.messages) == sorted(channels)


def test_follow_goes_on_until_told_and_then_drains(bench: Bench, receiver: Receiver, time: Time) -> None:
    def until() -> bool:
        if time.monotonic() > 5 and not bench.time.slept.count(-1):
            bench.time.slept.append(-1)
            bench.save(*(alerting(str(n)) for n in range(3)))
        return time.monotonic() > 20

    outcome = bench.deliver(hooks(receiver), until=until)
    assert (outcome.delivered, outcome.waiting) == (3, 0)
    assert receiver.messages[0].at < 7
    assert time.monotonic() < 25


@pytest.mark.parametrize("trouble", ["ok", "no_service", "rollup_error", "rate_limited", "drop", "invalid_blocks"])
def test_the_token_stands_nowhere(
    bench: Bench, receiver: Receiver, trouble: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.fail_next(trouble != "ok", trouble)
    bench.save(alerting("1"))
    outcome = bench.deliver(hooks(receiver))
    receiver.stop()
    answer = Webhooks().post(SlackTarget("soc", f"http://127.0.0.1:1/services/T/B/{token('soc')}"), {"text": "x"})
    bench.ledger.close()
    everything = (*bench.said, str(outcome), str(answer), caplog.text, SlackTarget("soc", token("soc")).__repr__())
    assert not [each for each in everything if token("soc") in each]
    assert not [each for each in tmp_path.iterdir() if token("soc").encode() in each.read_bytes()]


def test_a_proxy_of_the_environment_is_not_used(
    bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    bench.save(alerting("1"))
    assert bench.deliver(hooks(receiver)).delivered == 1


HOSTILE = ["x" * 40_000, "<!channel> <@U1>", "<http://x.example|y>", "\u202eelbisivni\x00\x1b[2J", "\ud800", "&" * 5000]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_titles_arrive_and_do_nothing(bench: Bench, receiver: Receiver, hostile: str) -> None:
    bench.save(alerting("1", title=hostile, body=hostile, victim=hostile))
    assert bench.deliver(hooks(receiver)).delivered == 1
    text = str(receiver.messages[0].message)
    assert "<" not in text
    assert "\u202e" not in text
    assert "http://" not in text
