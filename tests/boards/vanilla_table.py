"""Vanilla 3 with its table of discussions; who began one and when stands in it, and in a panel there are others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import ClassVar
from urllib.parse import quote

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages
from tests.boards.world import ANNOUNCEMENT_TID

REDIRECT = 150
"""The pointer to a moved discussion is a discussion of its own, closed and named so."""

FORMATTED = Markup(
    quote=lambda html, by: (
        '<blockquote class="Quote UserQuote blockquote">{}<div class="QuoteText blockquote-content"><p class="blockquote-line">'
        "{}</p></div></blockquote>"
    ).format(
        f'<div class="QuoteAuthor blockquote-content"><a href="/profile/{by}" rel="nofollow">{by}</a> said:</div>'
        if by
        else "",
        html,
    ),
    code=lambda html: f'<pre class="CodeBlock"><code>{html}</code></pre>',
    link=lambda url: f'<a href="{url}" rel="nofollow">{url}</a>',
    bold="<b>{}</b>",
    newline="<br>\n",
)


class VanillaTable(Software):
    """Addresses in the query, as without rewriting; times in words and for machines."""

    site: ClassVar[str] = "vanilla-table"
    engine: ClassVar[str] = "vanilla"
    names_zone: ClassVar[bool] = False
    announced: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "second"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"
    prefix_path: ClassVar[str] = "/index.php?p="
    """What stands before every route."""

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(REDIRECT if isinstance(thread, Pointer) else thread.tid)

    def post_id(self, post: Post) -> str | None:
        """The first post is the discussion itself."""
        found = self.world.thread_of(post.pid)
        return str(found[0].tid) if found and found[1] == 0 else str(post.pid)

    def last_page(self, thread: Thread) -> int:
        return pages(len(thread.posts) - 1, self.posts_per_page)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"{self.prefix_path}/categories/{slug(board.name)}" + (f"/p{number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"{self.prefix_path}/discussion/{thread.tid}/{slug(thread.title)}" + (
            f"/p{number}" if number > 1 else ""
        )

    def respond(self, request: Request, now: datetime) -> Response:
        path = request.query.get("p", request.path)
        if found := re.fullmatch(r"/categories/([^/]+)(?:/p(\d+))?", path):
            boards = (board for board in self.world.boards if slug(board.name) == found[1])
            board = next(boards, None)
            return self._board(board, int(found[2] or 1), now) if board else self._missing("Category")
        if found := re.fullmatch(r"/discussion/(\d+)(?:/[^/]*)?(?:/p(\d+))?", path):
            if found[1] == str(REDIRECT):
                [pointer] = self.world.forum.pointers
                return Response(status=301, headers=(("Location", self.thread_path(self._target(pointer))),))
            thread = self.world.thread(int(found[1]))
            return self._discussion(thread, int(found[2] or 1), now) if thread else self._missing("Discussion")
        return self._missing("Page")

    def _target(self, pointer: Pointer) -> Thread:
        thread = self.world.forum.thread(pointer.tid)
        assert thread is not None
        return thread

    # --- a page ---

    def _frame(self, title: str, name: str, content: str, head: str = "") -> str:
        other = self.world.forum.threads[3]
        return f"""<!DOCTYPE html>
<html lang="en"><head><title>{escape(title)} — {escape(self.world.forum.name)}</title>{head}</head>
<body id="vanilla_{name}_index" class="Vanilla {name.title()} isDesktop index Section-{name.title()} NoPanelX">
<div id="Frame"><div class="Head" id="Head"><div class="Row"><strong class="SiteTitle"><a href="/">{escape(self.world.forum.name)}</a></strong>
<div class="SiteSearch"><form method="get" action="/search"><input type="text" name="Search" class="InputBox"></form></div>
<ul class="SiteMenu"><li><a href="/discussions">Discussions</a></li><li><a href="/entry/signin?Target=x">Sign In</a></li></ul></div></div>
<div id="Body"><div class="Row"><div class="BreadcrumbsWrapper"><span class="Breadcrumbs"><a href="/">Home</a></span></div>
<div class="Column PanelColumn" id="Panel"><div class="MeBox MeBox-SignIn"><div class="SignInLinks"><a href="/entry/signin" class="SignInPopup">Sign In</a></div></div>
<div class="Box GuestBox"><h4>Howdy, Stranger!</h4><p>It looks like you're new here.</p></div>
<div class="Box BoxDiscussions"><h4>Recent Discussions</h4><ul class="PanelInfo PanelDiscussions DataList"><li id="Discussion_{other.tid}" class="Item">
<div class="Title"><a href="{self.thread_path(other)}">{escape(other.title)}</a></div><div class="Meta"><span class="MItem">{self._time(other.last.at, now=None)}</span></div></li></ul></div></div>
<div class="Column ContentColumn" id="Content">{content}</div></div></div>
<div id="Foot"><div class="Row"><a href="https://vanillaforums.com" class="PoweredByVanilla">Powered by Vanilla</a></div></div></div></body></html>"""

    def _missing(self, what: str) -> Response:
        content = f'<div class="Center SplashInfo"><h1>{what} not found.</h1><div id="Message">The page you were looking for could not be found.</div></div>'
        return Response(self._frame("Page Not Found", "home", content), 404)

    # --- a list ---

    def _board(self, board: Board, number: int, now: datetime) -> Response:
        entries = self.rows(board.fid)
        last = pages(len(entries), self.rows_per_page)
        if number > last:
            return Response(
                self._frame(board.name, "categories", '<div class="Empty">No discussions were found.</div>')
            )
        first: list[Thread | Pointer] = (
            [self.world.announcement] if board == self.world.boards[0] and number == 1 else []
        )
        shown: Sequence[Thread | Pointer] = cut(entries, number, self.rows_per_page)
        links, head = self._pager(lambda to: self.board_path(board, to), number, last)
        rows = "".join(self.row(entry, now) for entry in [*first, *shown])
        content = f"""<h1 class="H HomepageTitle">{escape(board.name)}</h1><div class="P PageDescription">{escape(board.about)}</div>
<div class="PageControls Top">{links}</div>{self.table(rows)}<div class="PageControls Bottom">{links}</div>"""
        return Response(self._frame(board.name, "categories", content, head))

    def table(self, rows: str) -> str:
        """Put rows into their list."""
        heads = (
            "DiscussionName",
            "BlockColumn FirstUser",
            "BigCount CountReplies",
            "BigCount CountViews",
            "BlockColumn LastUser",
        )
        cells = "".join(f'<td class="{name}" role="columnheader"><div class="Wrap">{name}</div></td>' for name in heads)
        return f'<div class="DataTableWrap"><table class="DataTable DiscussionsTable"><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>'

    def row(self, entry: Thread | Pointer, now: datetime) -> str:
        """Write a row."""
        thread = self._target(entry) if isinstance(entry, Pointer) else entry
        jumps = "".join(
            f'<a href="{self.thread_path(thread, to)}">{to}</a>' for to in range(1, self.last_page(thread) + 1)
        )
        pager = f'<span class="MiniPager">{jumps}</span>' if self.last_page(thread) > 1 else ""
        return f"""<tr id="Discussion_{self.native_id(entry)}" class="{self.classes(entry)}"><td class="DiscussionName"><div class="Wrap"><span class="Options"></span>
<a href="{self.address(entry)}" class="Title">{escape(self.name(entry))}</a> {pager}<span class="MItem Category"> in <a href="/categories/x">x</a></span>
<div class="Meta Meta-Discussion">{self.tags(entry)}</div></div></td>
<td class="BlockColumn BlockColumn-User FirstUser"><div class="Block Wrap">{self._photo(thread.first.author)}{self._user(thread.first.author, "UserLink BlockTitle")}
<div class="Meta"><a href="{self.address(entry)}" class="CommentDate MItem" aria-label="x 1 2">{self._time(thread.first.at, now)}</a></div></div></td>
<td class="BigCount CountComments"><div class="Wrap">{number_of(len(thread.posts) - 1, "comment")}</div></td>
<td class="BigCount CountViews"><div class="Wrap">{number_of(thread.views, "view")}</div></td>
<td class="BlockColumn BlockColumn-User LastUser"><div class="Block Wrap">{self._photo(thread.last.author)}{self._user(thread.last.author, "UserLink BlockTitle")}
<div class="Meta"><a href="/discussion/comment/{thread.last.pid}#Comment_{thread.last.pid}" class="CommentDate MItem" rel="nofollow">{self._time(thread.last.at, now)}</a></div></div></td></tr>"""

    def classes(self, entry: Thread | Pointer) -> str:
        pinned = not isinstance(entry, Pointer) and (entry.sticky or entry.tid == ANNOUNCEMENT_TID)
        closed = isinstance(entry, Pointer) or entry.locked
        return f"Item{' Announcement Announcement-Category' if pinned else ''}{' Closed' if closed else ''} ItemDiscussion noPhotoWrap pageBox"

    def tags(self, entry: Thread | Pointer) -> str:
        names = [name for name in ("Announcement", "Closed") if name in self.classes(entry).split()]
        return "".join(f' <span class="Tag Tag-{name}" title="{name}">{name}</span> ' for name in names)

    def name(self, entry: Thread | Pointer) -> str:
        return f"Moved: {self._target(entry).title}" if isinstance(entry, Pointer) else entry.title

    def address(self, entry: Thread | Pointer) -> str:
        return (
            f"{self.prefix_path}/discussion/{REDIRECT}/moved" if isinstance(entry, Pointer) else self.thread_path(entry)
        )

    # --- a discussion ---

    def _discussion(self, thread: Thread, number: int, now: datetime) -> Response:
        last = self.last_page(thread)
        comments = cut(thread.posts[1:], min(number, last), self.posts_per_page)
        links, head = self._pager(lambda to: self.thread_path(thread, to), min(number, last), last)
        opening = self._post(thread.first, f"Discussion_{thread.tid}", "ItemDiscussion", now) if number == 1 else ""
        items = "".join(self._post(post, f"Comment_{post.pid}", "ItemComment", now) for post in comments)
        related = self.world.forum.threads[5]
        content = f"""<div class="MessageList Discussion"><div id="Item_0" class="PageTitle pageHeadingBox isLarge"><div class="Options"></div>
<h1>{escape(thread.title)}</h1></div>{opening}</div><div class="CommentsWrap"><span class="BeforeCommentHeading">{links}</span>
<div class="DataBox DataBox-Comments"><h2 class="CommentHeading">Comments</h2><ul class="MessageList DataList Comments">{items}</ul></div>
<div class="P PagerWrap">{links}</div></div><div class="Foot Closed"><div class="Note Closed SignInOrRegister">
<a href="/entry/signin" class="Popup">Sign In</a> or <a href="/entry/register">Register</a> to comment.</div></div>
<div class="Box"><h4>Related</h4><ul class="DataList"><li id="Discussion_{related.tid}" class="Item ItemDiscussion"><div class="Title">
<a href="{self.thread_path(related)}">{escape(related.title)}</a></div></li></ul></div>"""
        return Response(self._frame(f"{thread.title} - Page {number}", "discussion", content, head))

    def _post(self, post: Post, name: str, css: str, now: datetime) -> str:
        member = self.member(post.author)
        tag = "div" if css == "ItemDiscussion" else "li"
        where = f"/discussion/comment/{post.pid}#Comment_{post.pid}"
        by = f"{self._full(post.edited)} by {escape(post.author)}" if post.edited else ""
        edited = (
            f'<span class="MItem"> <span title="Edited {by}." class="DateUpdated">edited {self._words(post.edited, now)}</span> </span>'
            if post.edited
            else ""
        )
        signature = (
            f'<div class="Signature UserSignature userContent">{FORMATTED.html(member.signature)}</div>'
            if member.signature
            else ""
        )
        return f"""<{tag} id="{name}" class="Item {css} noPhotoWrap"><div class="Comment"><div class="Options"></div><div class="Item-Header CommentHeader"><div class="AuthorWrap">
<span class="Author">{self._photo(post.author)}{self._user(post.author, "Username")}</span><span class="AuthorInfo"> <span class="MItem AuthorTitle">{escape(member.title)}</span>
<span class="MItem AuthorLocation">Pier 4</span></span></div><div class="Meta CommentMeta CommentInfo">
<span class="MItem DateCreated"><a href="{where}" class="Permalink" name="Item_1" rel="nofollow">{self._time(post.at, now)}</a></span> {edited}</div></div>
<div class="Item-BodyWrap"><div class="Item-Body"><div class="Message userContent">{FORMATTED.html(post.text)}</div>{signature}<div class="Reactions">
<span class="Column-Score Hidden">0</span></div></div></div></div></{tag}>"""

    # --- parts ---

    def _pager(self, path: Callable[[int], str], number: int, last: int) -> tuple[str, str]:
        """Write the links to other pages, and those of the head."""
        if last < 2:
            return "", ""
        named = {to: rel for rel, to in (("prev", number - 1), ("next", number + 1)) if 1 <= to <= last}
        numbers = "".join(
            f'<a href="{path(to)}" class="Pager-p p-{to}{" Highlight" if to == number else ""}"'
            f"{f' rel={chr(34)}{named[to]}{chr(34)}' if to in named else ''}>{to}</a>"
            for to in range(1, last + 1)
        )
        following = (
            f'<a href="{path(number + 1)}" class="Next Pager-nav" title="Next Page">»</a>' if number < last else ""
        )
        head = "".join(f'<link rel="{rel}" href="{path(to)}" />' for to, rel in named.items())
        return f'<span role="navigation" class="Pager PagerLinkCount-5 NumberedPager">{numbers}{following}</span>', head

    def _user(self, name: str, css: str) -> str:
        member = self.member(name)
        return (
            f'<a href="/profile/{quote(name)}" class="{css} js-userCard" data-userid="{member.uid}">{escape(name)}</a>'
        )

    def _photo(self, name: str) -> str:
        return f'<a title="{escape(name)}" href="/profile/{quote(name)}" class="PhotoWrap"><img src="/1.png" alt="{escape(name)}" class="ProfilePhoto" /></a>'

    def _time(self, at: datetime, now: datetime | None) -> str:
        return f'<time title="{self._full(at)}" datetime="{at.astimezone(UTC).isoformat(timespec="seconds")}">{self._words(at, now or at)}</time>'

    def _full(self, at: datetime) -> str:
        local = self.local(at)
        return f"{local:%B} {local.day}, {local.year} {local.hour % 12 or 12}:{local:%M%p}"

    def _words(self, at: datetime | None, now: datetime) -> str:
        """Write a time as a guest sees it: of today the clock, of this year the day, of others the month."""
        if at is None:
            return ""
        local = self.local(at)
        if self.days_back(at, now) == 0:
            return f"{local.hour % 12 or 12}:{local:%M%p}"
        return f"{local:%B} {local.day}" if local.year == self.local(now).year else f"{local:%B} {local.year}"


def slug(title: str) -> str:
    """Make the readable part of an address; other scripts are kept, as percents."""
    return quote(re.sub(r"[^\w]+", "-", title.lower()).strip("-")) or "x"


def number_of(number: int, what: str) -> str:
    """Write a count, from a thousand on in short; in full in the title."""
    short = f"{number / 1000:.1f}K" if number >= 1000 else str(number)
    return f'<span title="{number:,} {what}s" class="Number">{short}</span>'
