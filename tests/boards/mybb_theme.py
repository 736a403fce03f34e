"""MyBB under a heavy theme of its own names, with addresses of the title alone: `Thread-Some-Title?page=2`."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import Any, ClassVar

from demo.pages.bbcode import to_html
from demo.pages.dates import mybb
from demo.serving import Request, Response
from demo.shapes import Board, Member, Pointer, Post, Thread
from tests.boards.serving import Shown, Software, cut, pages, session_id

GROUPS = {"admin": "kf_owner", "mod": "kf_staff", "vip": "kf_vip", "member": "kf_member"}


class MyBBTheme(Software):
    """Cards in the place of tables; what stays are the ids that MyBB's scripts need."""

    site: ClassVar[str] = "mybb-theme"
    engine: ClassVar[str] = "mybb"
    settings: ClassVar[dict[str, Any]] = {"selectors": {"post_author": ".postbit__name"}}
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "minute"

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(thread.tid)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/Forum-{board.name}" + (f"?page={number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/Thread-{slug(thread.title)}" + (f"?page={number}" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._page(request, now)
        if "sid=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"sid={session_id()}; path=/; HttpOnly")
        return Response(response.body, response.status, (*response.headers, cookie))

    def _page(self, request: Request, now: datetime) -> Response:
        if request.path in ("/", "/index.php"):
            return Response(self._frame(self.world.forum.name, self._index()))
        number = request.number("page") or 1
        if board := next((board for board in self.world.boards if request.path == f"/Forum-{board.name}"), None):
            return Response(self._board(board, number, now))
        if request.path == "/showthread.php" and (known := self.world.forum.thread(request.number("tid"))):
            return Response(status=301, headers=(("Location", f"{request.base}{self.thread_path(known)}"),))
        if request.path.startswith("/Thread-"):
            name = request.path.removeprefix("/Thread-")
            thread = next((thread for thread in self.world.forum.threads if slug(thread.title) == name), None)
            if thread is None:
                return Response(self._notice("The specified thread does not exist."))
            return self._of_thread(request, thread, number, now)
        return Response(self._notice("You do not have permission to access this page."))

    def _of_thread(self, request: Request, thread: Thread, number: int, now: datetime) -> Response:
        if request.query.get("action") in ("lastpost", "newpost"):
            pid = thread.last.pid
            place = f"{request.base}{self.thread_path(thread)}?pid={pid}#pid{pid}"
            return Response(status=302, headers=(("Location", place),))
        if found := self.world.thread_of(request.number("pid")):
            number = self.page_with(thread, found[1])
        return Response(self._thread(thread, number if number <= self.last_page(thread) else 1, now))

    # --- a page ---

    def _frame(self, title: str, content: str, crumbs: str = "") -> str:
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
<link rel="stylesheet" href="/cache/themes/theme7/kelp.min.css?t=1687000000">
<script src="/jscripts/general.js?ver=1821"></script>
</head>
<body class="kelp kelp--dark">
<header class="topbar"><div class="topbar__inner">
<a class="topbar__logo" href="/"><img src="/images/kelp/logo.svg" alt="{name}"></a>
<nav class="topbar__nav"><a href="/search.php">Search</a><a href="/memberlist.php">Members</a><a href="/upgrade.php">Upgrade</a></nav>
<div class="topbar__guest"><a href="/member.php?action=login" class="btn btn--login">Login</a><a href="/member.php?action=register" class="btn btn--register">Register</a></div>
</div></header>
<div class="shout"><div class="shout__line">Welcome to <b>{name}</b>. Guests see what members post.</div></div>
<main class="page" id="content">
<div class="crumbs"><a class="crumbs__bit" href="/">{name}</a>{crumbs}</div>
{content}
</main>
<footer class="foot"><div class="foot__links"><a href="/misc.php?action=help">Help</a><a href="/archive/index.php">Lite mode</a></div>
<div class="foot__credit">Powered by MyBB. Theme by the board.</div></footer>
</body>
</html>"""

    def _notice(self, text: str) -> str:
        return self._frame(
            self.world.forum.name,
            f'<section class="card"><h2 class="card__head">{escape(self.world.forum.name)}</h2><div class="card__body">{text}</div></section>',
        )

    def _index(self) -> str:
        cards = "".join(
            f'<div class="forums__bit"><a class="forums__name" href="{self.board_path(board)}">{escape(board.name)}</a>'
            f'<p class="forums__about">{escape(board.about)}</p></div>'
            for board in self.world.boards
        )
        return f'<section class="forums">{cards}</section>'

    def _crumb(self, board: Board) -> str:
        return f'<i class="crumbs__sep"></i><a class="crumbs__bit" href="{self.board_path(board)}">{escape(board.name)}</a>'

    # --- a forum ---

    def _board(self, board: Board, number: int, now: datetime) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = number if number <= last else 1
        rows = "".join(self._row(entry, now) for entry in cut(entries, number, size))
        pager = _pager(self.board_path(board), number, last)
        [said] = self.world.forum.announcements
        content = f"""<div class="bar">{pager}<a class="btn btn--new" href="/newthread.php?fid={board.fid}">New thread</a></div>
<section class="board">
<h1 class="board__name">{escape(board.name)}</h1>
<table class="board__list">
<thead><tr class="board__sort"><th></th><th><a href="{self.board_path(board)}?sortby=subject&amp;order=asc">Thread</a></th>
<th><a href="{self.board_path(board)}?sortby=replies&amp;order=desc">Replies</a></th><th><a href="{self.board_path(board)}?sortby=views&amp;order=desc">Views</a></th>
<th><a href="{self.board_path(board)}?sortby=lastpost&amp;order=desc">Latest</a></th></tr></thead>
<tbody>
<tr class="board__said"><td><i class="icon icon--horn"></i></td><td colspan="3"><a href="/Announcement-{slug(said.title)}">{escape(said.title)}</a>
<div class="board__by">{self._name(said.by)}</div></td><td>{self._date(said.at, now)}</td></tr>
{rows}
</tbody>
</table>
</section>
<div class="bar">{pager}</div>
<form class="board__filter" action="/forumdisplay.php" method="get"><input type="hidden" name="fid" value="{board.fid}"><select name="sortby"><option value="lastpost">Last post</option></select></form>"""
        return self._frame(f"{self.world.forum.name} - {board.name}", content, self._crumb(board))

    def _row(self, entry: Thread | Pointer, now: datetime) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved = isinstance(entry, Pointer)
        started, by = (entry.at, entry.by) if isinstance(entry, Pointer) else (thread.first.at, thread.first.author)
        kind = "sticky" if thread.sticky else "regular"
        folder = (
            "movefolder"
            if moved
            else f"{'hot' if len(thread.posts) > 15 else ''}{'close' if thread.locked else ''}folder"
        )
        prefix = (
            f'<span class="prefix prefix--{thread.prefix.lower()}">{escape(thread.prefix)}</span>&nbsp;'
            if thread.prefix
            else ""
        )
        here = self.thread_path(thread)
        replies, views = ("-", "-") if moved else (f"{len(thread.posts) - 1:,}", f"{thread.views:,}")
        latest, latest_by = (started, by) if moved else (thread.last.at, thread.last.author)
        return f"""
<tr class="inline_row threadbit threadbit--{kind}">
<td class="threadbit__state"><span class="thread_status {folder}" title="">&nbsp;</span></td>
<td class="threadbit__subject forumdisplay_{kind}">
<div class="threadbit__title">{"Moved: " if moved else prefix}<span class=" subject_old" id="tid_{thread.tid}"><a href="{here}">{escape(thread.title)}</a></span>{"" if moved else self._jumps(thread)}</div>
<div class="threadbit__by"><span class="author smalltext">{self._name(by)}</span> <span class="thread_start_datetime threadbit__start">{self._date(started, now)}</span></div>
</td>
<td class="threadbit__replies"><a href="javascript:void(0)" onclick="MyBB.whoPosted({thread.tid}); return false;">{replies}</a></td>
<td class="threadbit__views">{views}</td>
<td class="threadbit__latest"><span class="threadbit__when">{self._date(latest, now)}</span><br><a href="{here}?action=lastpost">Last Post</a>: {self._name(latest_by)}</td>
</tr>"""

    def _jumps(self, thread: Thread) -> str:
        last = self.last_page(thread)
        links = "".join(f'<a href="{self.thread_path(thread, each)}">{each}</a> ' for each in range(1, last + 1))
        return f' <span class="threadbit__pages">(Pages: {links})</span>' if last > 1 else ""

    # --- a thread ---

    def _thread(self, thread: Thread, number: int, now: datetime) -> str:
        board = self.world.board(thread.fid)
        assert board is not None
        prefix = (
            f'<span class="prefix prefix--{thread.prefix.lower()}">{escape(thread.prefix)}</span> '
            if thread.prefix
            else ""
        )
        pager = _pager(self.thread_path(thread), number, self.last_page(thread))
        shown = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        content = f"""<div class="thread-head"><h1 class="thread-head__title">{prefix}{escape(thread.title)}</h1>
<div class="thread-head__info">by {self._name(thread.first.author)} - {self._date(thread.first.at, now)}</div></div>
<div class="bar">{pager}</div>
<div id="posts" class="postlist">
{"".join(self._post(thread, place, post, now) for place, post in shown)}
</div>
<div class="bar">{pager}<a class="btn btn--reply" href="/newreply.php?tid={thread.tid}">Reply</a></div>
<aside class="latest-posts"><h3>Latest posts</h3>{self._latest(now)}</aside>"""
        here = f'<i class="crumbs__sep"></i><span class="crumbs__bit active">{prefix}{escape(thread.title)}</span>'
        return self._frame(thread.title, content, self._crumb(board) + here)

    def _latest(self, now: datetime) -> str:
        newest = sorted(self.world.forum.threads, key=lambda thread: thread.last.at, reverse=True)[:3]
        return "".join(
            f'<div class="latest-posts__bit"><a href="{self.thread_path(thread)}?action=lastpost">{escape(thread.title)}</a>'
            f"<small>{self._date(thread.last.at, now)}</small> {self._name(thread.last.author)}</div>"
            for thread in newest
        )

    def _post(self, thread: Thread, place: int, post: Post, now: datetime) -> str:
        member, pid = self.member(post.author), post.pid
        subject = escape(thread.title if place == 1 else f"RE: {thread.title}")
        edited = (
            f'<span class="edited_post">(This post was last modified: {self._date(post.edited, now)} by {self._name(post.author)}.'
            f"{f' <em>Edit Reason: {escape(post.reason)}</em>' if post.reason else ''})</span>"
            if post.edited
            else ""
        )
        signature = f'<div class="signature scaleimages">{to_html(member.signature)}</div>' if member.signature else ""
        return f"""
<a name="pid{pid}" id="pid{pid}"></a>
<article class="postbit " id="post_{pid}">
<aside class="postbit__side">
<div class="postbit__avatar"><img src="/images/default_avatar.png" alt=""></div>
<div class="postbit__name">{self._name(post.author)}</div>
{self._figures(member)}
</aside>
<div class="postbit__main">
<div class="postbit__top"><span class="post_date postbit__when">{self._date(post.at, now)} <span class="post_edit" id="edited_by_{pid}">{edited}</span></span>
<a class="postbit__number" href="{self.thread_path(thread)}?pid={pid}#pid{pid}" title="{subject}">#{place}</a></div>
<div class="post_body scaleimages postbit__text" id="pid_{pid}">
{to_html(post.text)}
</div>
{signature}
<div class="postbit__buttons"><a href="/newreply.php?tid={thread.tid}&amp;replyto={pid}" title="Quote this message in a reply">Reply</a></div>
</div>
</article>"""

    def _figures(self, member: Member) -> str:
        if member.deleted:
            return '<div class="postbit__rank">Unregistered</div>'
        return (
            f'<div class="postbit__rank">{escape(member.title)}</div><ul class="postbit__stats"><li>Posts <b>{member.posts:,}</b></li>'
            f"<li>Threads <b>{member.threads}</b></li><li>Joined <b>{member.joined}</b></li><li>Reputation <b>{member.reputation}</b></li></ul>"
        )

    # --- parts ---

    def _name(self, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        return f'<a href="/User-{name}"><span class="{GROUPS[member.group]}">{name}</span></a>'

    def _date(self, at: datetime, now: datetime) -> str:
        return mybb(at, now, self.world.forum.pack)


def slug(title: str) -> str:
    """Make the name of a thread in its address."""
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-") or "untitled"


def _pager(address: str, number: int, last: int) -> str:
    if last < 2:
        return ""

    def to(each: int) -> str:
        return address if each == 1 else f"{address}?page={each}"

    links = "".join(
        f'<span class="pager__here pagination_current">{each}</span>'
        if each == number
        else f'<a class="pager__bit pagination_page" href="{to(each)}">{each}</a>'
        for each in range(1, last + 1)
    )
    before = f'<a class="pager__bit pagination_previous" href="{to(number - 1)}">&laquo;</a>' if number > 1 else ""
    after = f'<a class="pager__bit pagination_next" href="{to(number + 1)}">&raquo;</a>' if number < last else ""
    return f'<div class="pager pagination">{before}{links}{after}</div>'
