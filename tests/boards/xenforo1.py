"""XenForo 1.5: `discussionListItem` rows, a base in the head, exact times for recent ones only, no friendly addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id
from tests.boards.xenforo import REDIRECT, slug

BBCODE = Markup(
    quote=lambda html, by: (
        '<div class="bbCodeBlock bbCodeQuote"><aside>{}<blockquote class="quoteContainer"><div class="quote">{}</div>'
        '<div class="quoteExpand">Click to expand...</div></blockquote></aside></div>'
    ).format(f'<div class="attribution type">{by} said:</div>' if by else "", html),
    code=lambda html: f'<div class="bbCodeBlock bbCodeCode"><div class="type">Code:</div><pre>{html}</pre></div>',
    link=lambda url: f'<a href="{url}" target="_blank" class="externalLink" rel="nofollow">{url}</a>',
    bold="<b>{}</b>",
)


class XenForo1(Software):
    """Addresses in the query: `index.php?threads/title.102/page-2`."""

    site: ClassVar[str] = "xenforo-1"
    engine: ClassVar[str] = "xenforo"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = ("second", "minute")
    row_last: ClassVar[Shown] = ("second", "minute")
    post_posted: ClassVar[Shown] = ("second", "minute")
    post_edited: ClassVar[Shown] = ("second", "minute")

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(REDIRECT if isinstance(thread, Pointer) else thread.tid)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/{_paged(self._board_link(board), number)}"

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/{_paged(self._thread_link(thread), number)}"

    def _board_link(self, board: Board) -> str:
        return f"index.php?forums/{slug(board.name)}.{board.fid}/"

    def _thread_link(self, thread: Thread) -> str:
        return f"index.php?threads/{slug(thread.title)}.{thread.tid}/"

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._page(request, now)
        if "xf_session=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"xf_session={session_id()}; path=/; httponly")
        return Response(response.body, response.status, (*response.headers, cookie))

    def _page(self, request: Request, now: datetime) -> Response:
        base, route = request.base, next(iter(request.query), "")
        if not route:
            return Response(self._frame(base, now, "Forums", "forum_list", self._index()))
        found = re.fullmatch(r"(forums|threads)/(?:[^/]*\.)?(\d+)/(?:page-(\d+))?", route)
        if not found:
            return self._error(base, now, "The requested page could not be found.")
        number, page = int(found[2]), int(found[3] or 1)
        if found[1] == "threads":
            return self._of_thread(base, now, number, page)
        board = self.world.board(number)
        missing = "The requested forum could not be found."
        return self._board(base, now, board, page) if board else self._error(base, now, missing)

    def _of_thread(self, base: str, now: datetime, tid: int, number: int) -> Response:
        if tid == REDIRECT:
            [pointer] = self.world.forum.pointers
            return _redirect(base + self.thread_path(self._target(pointer)))
        thread = self.world.forum.thread(tid)
        if thread is None:
            return self._error(base, now, "The requested thread could not be found.")
        if number > self.last_page(thread):
            return _redirect(base + self.thread_path(thread, self.last_page(thread)))
        return Response(self._thread(base, now, thread, number))

    def _target(self, pointer: Pointer) -> Thread:
        thread = self.world.forum.thread(pointer.tid)
        assert thread is not None
        return thread

    # --- a page ---

    def _frame(
        self, base: str, now: datetime, title: str, css: str, content: str, heading: str = "", crumbs: str = ""
    ) -> str:
        name, root = escape(self.world.forum.name), escape(base)
        local = self.local(now)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return f"""<!DOCTYPE html>
<html id="XenForo" lang="en-US" dir="LTR" class="Public NoJs LoggedOut NoSidebar Responsive" xmlns:fb="http://www.facebook.com/2008/fbml">
<head>
<meta charset="utf-8" />
<base href="{root}/" />
<script>
	var _b = document.getElementsByTagName('base')[0], _bH = "{root}/";
	if (_b && _b.href != _bH) _b.href = _bH;
</script>
<title>{escape(title)} | {name}</title>
<noscript><style>.JsOnly, .jsOnly {{ display: none !important; }}</style></noscript>
<link rel="stylesheet" href="css.php?css=xenforo,form,public&amp;style=1&amp;dir=LTR&amp;d=1590961153" />
</head>
<body class="{css}">
<div id="loginBar"><div class="pageWidth"><div class="pageContent">
<h3 id="loginBarHandle"><label for="LoginControl"><a href="index.php?login/" class="concealed noOutline">Log in or Sign up</a></label></h3>
<form action="index.php?login/login" method="post" class="xenForm" id="login" style="display:none"><div class="ctrlWrapper">
<dl class="ctrlUnit"><dt><label for="LoginControl">Your name or email address:</label></dt><dd><input type="text" name="login" id="LoginControl" class="textCtrl" /></dd></dl>
<dl class="ctrlUnit"><dt><label for="ctrl_password">Do you already have an account?</label></dt><dd><input type="password" name="password" class="textCtrl" id="ctrl_password" /></dd></dl>
</div></form>
</div></div></div>
<div id="headerMover"><div id="content" class="{css}"><div class="pageWidth"><div class="pageContent">
<div class="breadBoxTop "><nav><fieldset class="breadcrumb"><span class="crumbs"><span class="crust"><a href="index.php" class="crumb"><span>Forums</span></a></span>{crumbs}</span></fieldset></nav></div>
<div class="PanelScroller Notices" data-vertical="0"><div class="scrollContainer"><div class="PanelContainer"><ol class="Panels"><li class="panel Notice notice_1"><div class="baseHtml noticeContent">{escape(self.world.announcement.title)}</div></li></ol></div></div></div>
{heading}
{content}
</div></div></div>
<header><div id="header"><div id="logoBlock"><div class="pageWidth"><div id="logo"><a href="index.php"><img src="styles/default/xenforo/logo.png" alt="{name}" /></a></div></div></div></div></header>
</div>
<footer><div class="footerLegal"><div class="pageWidth"><div class="pageContent"><div id="copyright"><a href="https://xenforo.com" class="concealed">Forum software by XenForo&trade; <span>&copy;2010-2015 XenForo Ltd.</span></a></div></div></div></div></footer>
<script>
jQuery.extend(true, XenForo,
{{
	visitor: {{ user_id: 0 }},
	serverTimeInfo:
	{{
		now: {int(now.timestamp())},
		today: {int(midnight.timestamp())},
		todayDow: {(local.weekday() + 1) % 7}
	}},
	_enableOverlays: "1"
}});
</script>
</body>
</html>"""

    def _error(self, base: str, now: datetime, text: str) -> Response:
        heading = f'<div class="titleBar"><h1>{escape(self.world.forum.name)} - Error</h1></div>'
        content = f'<div class="errorPanel"><h3 class="errorHeading">{text}</h3></div>'
        return Response(self._frame(base, now, "Error", "error", content, heading), 404)

    def _crumb(self, address: str, name: str) -> str:
        return f'<span class="crust"><a href="{address}" class="crumb" rel="up"><span>{escape(name)}</span></a><span class="arrow"><span></span></span></span>'

    def _index(self) -> str:
        nodes = "".join(
            f'<li class="node forum level_2 node_{board.fid}"><div class="nodeInfo forumNodeInfo primaryContent"><div class="nodeText">'
            f'<h3 class="nodeTitle"><a href="{self._board_link(board)}" data-description="#nodeDescription-{board.fid}">{escape(board.name)}</a></h3></div></div></li>'
            for board in self.world.boards
        )
        return f'<ol class="nodeList sectionMain" id="forums">{nodes}</ol>'

    # --- a forum ---

    def _board(self, base: str, now: datetime, board: Board, number: int) -> Response:
        entries, size = self.rows(board.fid), self.rows_per_page
        sticky = [entry for entry in entries if isinstance(entry, Thread) and entry.sticky]
        normal = entries[len(sticky) :]
        last = pages(len(normal), size)
        if number > last:
            return _redirect(base + self.board_path(board, last))
        nav = _nav(self._board_link(board), number, last)
        shown = [*(sticky if number == 1 else []), *cut(normal, number, size)]
        rows = "".join(self._row(board, entry, now) for entry in shown)
        content = f"""<div class="pageNavLinkGroup"><div class="linkGroup SelectionCountContainer"></div>{nav}</div>
<div class="discussionList section sectionMain">
<form action="index.php?inline-mod/thread/switch" method="post" class="DiscussionList InlineModForm" data-cookieName="threads">
<dl class="sectionHeaders">
<dt class="posterAvatar"><a><span>Sort by:</span></a></dt>
<dd class="main"><a href="{self._board_link(board)}&amp;order=title" class="title"><span>Title</span></a><a href="{self._board_link(board)}&amp;order=post_date" class="postDate"><span>Start Date</span></a></dd>
<dd class="stats"><a href="{self._board_link(board)}&amp;order=reply_count" class="major"><span>Replies</span></a><a href="{self._board_link(board)}&amp;order=view_count" class="minor"><span>Views</span></a></dd>
<dd class="lastPost"><a href="{self._board_link(board)}&amp;order=last_post_date"><span>Last Message &darr;</span></a></dd>
</dl>
<ol class="discussionListItems">
{rows}
</ol>
</form>
</div>
<div class="pageNavLinkGroup afterDiscussionListHandle"><div class="linkGroup"><label for="LoginControl"><a href="index.php?login/" class="concealed element">(You must log in or sign up to post here.)</a></label></div>{nav}</div>"""
        heading = f'<div class="titleBar"><h1>{escape(board.name)}</h1><p id="pageDescription" class="muted baseHtml">{escape(board.about)}</p></div>'
        return Response(self._frame(base, now, board.name, f"node{board.fid} node1 forum_view", content, heading))

    def _row(self, board: Board, entry: Thread | Pointer, now: datetime) -> str:
        thread = self._target(entry) if isinstance(entry, Pointer) else entry
        moved = isinstance(entry, Pointer)
        tid, author = self.native_id(entry), escape(thread.first.author)
        address = f"index.php?threads/{slug(thread.title)}.{tid}/"
        css = f"{' locked' if thread.locked else ''}{' sticky' if thread.sticky else ''}{' prefix1' if thread.prefix else ''}"
        held = (("locked", thread.locked), ("sticky", thread.sticky), ("redirect", moved))
        icons = "".join(
            f'<span class="{name}" title="{name.title()}">{name.title()}</span>' for name, holds in held if holds
        )
        prefix = (
            f'<a href="{self._board_link(board)}&amp;prefix_id=1" class="prefixLink" title="Show only threads prefixed by {escape(thread.prefix)}.">'
            f'<span class="prefix prefixPrimary">{escape(thread.prefix)}</span></a>'
            if thread.prefix
            else ""
        )
        started = entry.at if isinstance(entry, Pointer) else thread.first.at
        if moved:
            replies, views, last = "&ndash;", "&ndash;", '<div class="lastPostInfo">N/A</div>'
        else:
            replies, views = f"{len(thread.posts) - 1:,}", f"{thread.views:,}"
            last = (
                f'<dl class="lastPostInfo"><dt>{self._name(thread.last.author)}</dt>'
                f'<dd class="muted"><a class="dateTime">{self._time(thread.last.at, now)}</a></dd></dl>'
            )
        return f"""
<li id="thread-{tid}" class="discussionListItem visible{css}  " data-author="{author}">
<div class="listBlock posterAvatar"><span class="avatarContainer"><a class="avatar Av1s" data-avatarhtml="true"><img src="styles/default/xenforo/avatars/avatar_s.png" width="48" height="48" alt="{author}" /></a></span></div>
<div class="listBlock main"><div class="titleText">
{f'<div class="iconKey">{icons}</div>' if icons else ""}
<h3 class="title">{prefix}
<a href="{address}" title="" class="PreviewTooltip" data-previewUrl="{address}preview">{escape(thread.title)}</a>
</h3>
<div class="secondRow"><div class="posterDate muted">{self._name(thread.first.author, 'title="Thread starter"')}<span class="startDate">,
<a class="faint">{self._time(started, now)}</a></span>{"" if moved else self._row_pages(thread)}</div>
<div class="controls faint"></div></div>
</div></div>
<div class="listBlock stats pairsJustified" title="Members who liked the first message: 0">
<dl class="major"><dt>Replies:</dt> <dd>{replies}</dd></dl>
<dl class="minor"><dt>Views:</dt> <dd>{views}</dd></dl>
</div>
<div class="listBlock lastPost">{last}</div>
</li>"""

    def _row_pages(self, thread: Thread) -> str:
        last, address = self.last_page(thread), self._thread_link(thread)
        links = "".join(f'<a href="{_paged(address, each)}">{each}</a>' for each in range(2, last + 1))
        return f'<span class="itemPageNav"><span>...</span>{links}</span>' if links else ""

    # --- a thread ---

    def _thread(self, base: str, now: datetime, thread: Thread, number: int) -> str:
        board = self.world.board(thread.fid)
        assert board is not None
        address, last = self._thread_link(thread), self.last_page(thread)
        nav = _nav(address, number, last)
        shown: Sequence[tuple[int, Post]] = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        closed = (
            '<div class="linkGroup"><dl class="threadAlerts secondaryContent"><dt>Thread Status:</dt><dd class="lockedAlert">Not open for further replies.</dd></dl></div>'
            if thread.locked
            else ""
        )
        content = f"""{closed}
<div class="pageNavLinkGroup"><div class="linkGroup SelectionCountContainer"></div>{nav}</div>
<form action="index.php?inline-mod/post/switch" method="post" class="InlineModForm section" data-cookieName="posts" data-controls="#InlineModControls">
<ol class="messageList" id="messageList">
{"".join(self._post(place, post, now) for place, post in shown)}
</ol>
<input type="hidden" name="_xfToken" value="" />
</form>
<div class="pageNavLinkGroup">{nav}</div>
<div class="sharePage"><h3 class="textHeading larger">Share This Page</h3></div>"""
        prefix = f'<span class="prefix prefixPrimary">{escape(thread.prefix)}</span> ' if thread.prefix else ""
        heading = f"""<div class="titleBar"><h1>{prefix}{escape(thread.title)}</h1>
<p id="pageDescription" class="muted ">
Discussion in '<a href="{self._board_link(board)}">{escape(board.name)}</a>' started by {self._name(thread.first.author)}, <a href="{address}">{self._time(thread.first.at, now)}</a>.
</p></div>"""
        title = f"{thread.prefix} - {thread.title}" if thread.prefix else thread.title
        crumbs = self._crumb(self._board_link(board), board.name)
        return self._frame(base, now, title, f"node{board.fid} node1 thread_view", content, heading, crumbs)

    def _post(self, place: int, post: Post, now: datetime) -> str:
        member, pid, author = self.member(post.author), post.pid, escape(post.author)
        permalink = f"index.php?posts/{pid}/"
        title = "Guest" if member.deleted else escape(member.title)
        extra = (
            ""
            if member.deleted
            else f'<div class="extraUserInfo"><dl class="pairsJustified"><dt>Joined:</dt><dd>{member.joined}</dd></dl>'
            f'<dl class="pairsJustified"><dt>Messages:</dt><dd><a href="index.php?search/member&amp;user_id={member.uid}" class="concealed" rel="nofollow">{member.posts:,}</a></dd></dl></div>'
        )
        edited = f'<div class="editDate">Last edited: {self._time(post.edited, now)}</div>' if post.edited else ""
        signature = (
            f'<div class="baseHtml signature messageText ugc"><aside>{BBCODE.html(member.signature)}</aside></div>'
            if member.signature
            else ""
        )
        return f"""
<li id="post-{pid}" class="message{" staff" if member.group in ("admin", "mod") else ""}   " data-author="{author}">
<div class="messageUserInfo" itemscope="itemscope" itemtype="http://data-vocabulary.org/Person"><div class="messageUserBlock ">
<div class="avatarHolder"><span class="helper"></span><a class="avatar Av1m" data-avatarhtml="true"><img src="styles/default/xenforo/avatars/avatar_m.png" width="96" height="96" alt="{author}" /></a></div>
<h3 class="userText">{self._name(post.author, 'itemprop="name"')}<em class="userTitle" itemprop="title">{title}</em></h3>
{extra}
<span class="arrow"><span></span></span>
</div></div>
<div class="messageInfo primaryContent">
<div class="messageContent"><article><blockquote class="messageText SelectQuoteContainer ugc baseHtml">{BBCODE.html(post.text)}<div class="messageTextEndMarker">&nbsp;</div></blockquote></article>
{edited}</div>
{signature}
<div class="messageMeta ToggleTriggerAnchor">
<div class="privateControls"><span class="item muted"><span class="authorEnd">{self._name(post.author, css=" author")},</span> <a href="{permalink}" title="Permalink" class="datePermalink">{self._time(post.at, now)}</a></span></div>
<div class="publicControls"><a href="{permalink}" title="Permalink" class="item muted postNumber hashPermalink OverlayTrigger" data-href="{permalink}permalink">#{place}</a></div>
</div>
<div id="likes-post-{pid}"></div>
</div>
</li>"""

    # --- parts ---

    def _name(self, author: str, more: str = "", css: str = "") -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return f'<span class="username{css}" {more}>{name}</span>'
        styled = (
            f'<span class="style{3 if member.group == "admin" else 4}">{name}</span>'
            if member.group in ("admin", "mod")
            else name
        )
        return f'<a href="index.php?members/{slug(author)}.{member.uid}/" class="username{css}" dir="auto" {more}>{styled}</a>'

    def _time(self, at: datetime, now: datetime) -> str:
        local = self.local(at)
        day, clock = f"{local:%b} {local.day}, {local.year}", f"{local.hour % 12 or 12}:{local:%M} {local:%p}"
        if now - at > timedelta(days=7):
            return f'<span class="DateTime" title="{day} at {clock}">{day}</span>'
        seconds = int(at.astimezone(UTC).timestamp())
        return (
            f'<abbr class="DateTime" data-time="{seconds}" data-diff="{int(now.timestamp()) - seconds}" data-datestring="{day}" '
            f'data-timestring="{clock}" title="{day} at {clock}">{self.date(at, now)}</abbr>'
        )

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time as text: "9 minutes ago", "Today at 4:44 PM", "Saturday at 4:44 PM", "Nov 8, 2026"."""
        local, minutes, back = self.local(at), int((now - at).total_seconds() // 60), self.days_back(at, now)
        clock = f"{local.hour % 12 or 12}:{local:%M} {local:%p}"
        if minutes < 60:
            return f"{minutes} minutes ago" if minutes > 1 else "A moment ago"
        if back < 7:
            return f"{ {0: 'Today', 1: 'Yesterday'}.get(back, f'{local:%A}') } at {clock}"
        return f"{local:%b} {local.day}, {local.year}"


def _paged(address: str, number: int) -> str:
    return address if number == 1 else f"{address}page-{number}"


def _redirect(address: str) -> Response:
    return Response(status=301, headers=(("Location", address),))


def _nav(address: str, number: int, last: int) -> str:
    if last < 2:
        return ""
    links = "".join(
        f'<a href="{_paged(address, each)}" class="{"currentPage " if each == number else ""}"{" rel=start" if each == 1 else ""}>{each}</a>'
        for each in range(1, last + 1)
    )
    before = f'<a href="{_paged(address, number - 1)}" class="text">&lt; Prev</a>' if number > 1 else ""
    after = f'<a href="{_paged(address, number + 1)}" class="text">Next &gt;</a>' if number < last else ""
    return f"""<div class="PageNav" data-page="{number}" data-range="2" data-start="2" data-end="{last - 1}" data-last="{last}" \
data-sentinel="{{{{sentinel}}}}" data-baseurl="{address}page-{{{{sentinel}}}}">
<span class="pageNavHeader">Page {number} of {last}</span>
<nav>{before}{links}{after}</nav>
</div>"""
