"""One message to one incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).

The webhook's address is a secret: it stands in no exception, reason or log line that leaves here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import requests

from config.environment import SlackTarget
from pipelines.deliver.answer import DONE, Answer, Verdict
from pipelines.deliver.quiet import unlogged

CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0

PACE = timedelta(seconds=1)
"""Between two messages to one webhook (https://docs.slack.dev/apis/web-api/rate-limits)."""

RETRY_AFTER = timedelta(seconds=30)
"""When a 429 does not say how long."""

LONGEST_HOLD = timedelta(hours=6)
"""However long a 429 asks us to wait: nobody silences alerts for good."""

GONE = frozenset({
    "account_inactive", "action_prohibited", "channel_is_archived", "channel_not_found", "invalid_token",
    "no_active_hooks", "no_service", "no_service_id", "no_team", "posting_to_general_channel_denied", "team_disabled",
    "team_not_found", "token_revoked", "user_not_found",
})  # fmt: skip
"""What Slack says when a webhook will not work again by itself (the page above, and its changelog of 2016-05-17)."""

NOT_SLACK = "which is no word of Slack's: look for a proxy or a log-in page in between, and at the webhook's address"
"""A webhook that is gone is told by Slack in a word: what has none says nothing about the channel."""

_WORD = re.compile(r"[a-z_]{2,60}")
_MOST_BYTES = 2000


class Webhooks:
    """A connection to whatever the webhooks point to. Heeds no proxy of the environment, follows no redirect."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def post(self, target: SlackTarget, payload: Mapping[str, Any]) -> Answer:
        """Send a message and judge the answer. Raises nothing that a server can cause."""
        try:
            with unlogged(), self._post(target, payload) as response:
                said = _said(response)
        except requests.RequestException as error:
            # Its text holds the address, and so does its cause: only the kind of error goes on.
            return Answer(Verdict.AGAIN, f"slack cannot be reached ({type(error).__name__})")
        except (OSError, ValueError) as error:
            return Answer(Verdict.AGAIN, f"slack could not be sent to ({type(error).__name__})")
        return judge(response.status_code, said, response.headers.get("Retry-After"))

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _post(self, target: SlackTarget, payload: Mapping[str, Any]) -> requests.Response:
        return self._session.post(
            target.webhook,
            data=json.dumps(payload).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "stallwatch"},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        )


def address_mark(target: SlackTarget) -> str:
    """Return a hash by which a webhook's address is known again; the token in it is too long to be tried out."""
    return hashlib.sha256(target.webhook.encode()).hexdigest()[:32]


def judge(status: int, said: str, retry_after: str | None = None) -> Answer:
    """Judge an answer by its status and its one word.

    >>> judge(200, "ok").verdict.name, judge(410, "channel_is_archived").verdict.name
    ('DONE', 'REFUSED')
    >>> judge(404, "").verdict.name, judge(403, "access_denied").verdict.name
    ('AGAIN', 'AGAIN')
    >>> judge(429, "", "30").wait, judge(400, "invalid_blocks").verdict.name
    (datetime.timedelta(seconds=30), 'BURY')
    """
    reason = f"slack answered HTTP {status} {said}".rstrip()
    if status == 200 and said == "ok":
        return DONE
    if status == 429:
        return Answer(Verdict.AGAIN, reason, _wait(retry_after))
    if said in GONE:
        return Answer(Verdict.REFUSED, reason)
    if status in (401, 403, 404, 410):
        # A proxy or a captive portal says so too, and would silence the channel for good.
        return Answer(Verdict.AGAIN, f"{reason}, {NOT_SLACK}")
    if status in (400, 413, 422):
        return Answer(Verdict.BURY, reason)
    # Also a 200 without "ok", which is a proxy's page and no delivery.
    return Answer(Verdict.AGAIN, reason)


def _said(response: requests.Response) -> str:
    """Return the answer's one word; empty when it is anything else, which may quote us or be a page."""
    body = next(response.iter_content(_MOST_BYTES), b"").decode("utf-8", "replace").strip()
    return body if _WORD.fullmatch(body) else ""


def _wait(retry_after: str | None) -> timedelta:
    text = (retry_after or "").strip()
    if not (text.isascii() and text.isdigit()):
        return RETRY_AFTER
    return max(PACE, min(timedelta(seconds=int(text[:9])), LONGEST_HOLD))
