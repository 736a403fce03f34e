"""A page that is not what was asked for: what an engine raises, and the next step for the operator."""

from __future__ import annotations

from spiders.listing import SiteState

ADVICE = {
    SiteState.LOGIN_REQUIRED: "The site shows a login instead of the page. Name a session in 'cookies' in the site's "
    "file, of an account that you are entitled to use; if one is named, its session has ended: renew it.",
    SiteState.CAPTCHA: "The site shows a captcha or a browser check. Open it in Tor Browser, pass the check, and put "
    "that session's cookies into the file that 'cookies' names.",
    SiteState.QUEUE: "The site lets visitors wait. Nothing to do unless it lasts; then raise 'delay' in the site's "
    "file or add another address.",
    SiteState.BANNED: "The site refuses this visitor. Lower the budgets, raise 'delay', or use other cookies.",
    SiteState.LAYOUT_CHANGED: "The page holds neither what the engine reads nor a known wall. Open the board's address "
    "in Tor Browser: correct 'path', 'engine' or 'selectors' in the site's file.",
    SiteState.DOWN: "The site says that it is down or under maintenance. Nothing to do unless it lasts; then check "
    "its addresses.",
    SiteState.EMPTY: "The site answered with an empty page. Nothing to do unless it lasts; then check its addresses.",
}
"""The next step for the operator, by state."""


class PageRefused(Exception):  # noqa: N818 - not an error of ours: the page is not what was asked for
    """A page that failed its contract and was not parsed."""

    def __init__(self, state: SiteState, advice: str | None = None) -> None:
        self.state = state
        """How the site was found."""
        self.advice = advice or ADVICE[state]
        """The next step for the operator; holds no text of the page."""
        super().__init__(f"{state}: {self.advice}")


class ThreadMissing(Exception):  # noqa: N818 - as above
    """The site itself says that this thread or offer does not exist."""
