"""phpBB 3.3, prosilver: `<time>` with exact times, `sid` in the links of a first hit, announcements as topics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Member, Pointer, Post, Thread
from tests.boards.markup import Markup, shortened
from tests.boards.serving import Shown, Software, cut, pages, session_id

COOKIE = "phpbb3_kelp"
COLOURS = {"admin": "AA0000", "mod": "00AA00"}

BBCODE = Markup(
    quote=lambda html, by: (
        f"<blockquote><div><cite>{by} wrote:</cite>{html}</div></blockquote>"
        if by
        else f'<blockquote class="uncited"><div>{html}</div></blockquote>'
    ),
    code=lambda html: (
        '<div class="codebox"><p>Code: <a href="#" onclick="selectCode(this); return false;">Select all</a></p>'
        f"<pre><code>{html}</code></pre></div>"
    ),
    link=lambda url: f'<a href="{url}" class="postlink">{shortened(url)}</a>',
    bold='<strong class="text-strong">{}</strong>',
    newline="<br>\n",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to know of who asks."""

    now: datetime
    sid: str
    """Goes into every link; empty: the visitor has it as a cookie."""

    def link(self, script: str, query: str = "", anchor: str = "") -> str:
        """An address within the board, as HTML; `append_sid` puts the session behind what was there."""
        pairs = [*filter(None, [query.replace("&", "&amp;"), self.sid and f"sid={self.sid}"])]
        return f"./{script}.php" + ("?" + "&amp;".join(pairs) if pairs else "") + anchor


class PhpBB(Software):
    """Date format `|D M d, Y|, g:i a`."""

    site: ClassVar[str] = "phpbb"
    engine: ClassVar[str] = "phpbb"
    names_zone: ClassVar[bool] = False
    announced: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "second"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"

    def board_path(self, board: Board, number: int = 1) -> str:
        start = (number - 1) * self.rows_per_page
        return f"/viewforum.php?f={board.fid}" + (f"&start={start}" if start else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        start = (number - 1) * self.posts_per_page
        return f"/viewtopic.php?t={thread.tid}" + (f"&start={start}" if start else "")

    def respond(self, request: Request, now: datetime) -> Response:
        known = f"{COOKIE}_sid=" in request.cookies
        sid = session_id()
        visit = Visit(now, "" if known else sid)
        response = self._page(visit, request)
        if known:
            return response
        cookies = [
            ("Set-Cookie", f"{COOKIE}_{key}={value}; path=/; HttpOnly")
            for key, value in (("u", 1), ("k", ""), ("sid", sid))
        ]
        return Response(response.body, response.status, (*response.headers, *cookies))

    def _page(self, visit: Visit, request: Request) -> Response:
        if request.path in ("/", "/index.php"):
            return Response(self.frame(visit, "Index page", "index", self._index(visit)))
        if request.path == "/viewforum.php":
            board = self.world.board(request.number("f"))
            if board is None:
                return self._message(visit, "The forum you selected does not exist.", 404)
            return Response(self._board(visit, board, request.number("start")))
        if request.path == "/viewtopic.php":
            return self._topic(visit, request)
        return self._message(visit, "You are not authorised to read this forum.", 403)

    def _topic(self, visit: Visit, request: Request) -> Response:
        if found := self.world.thread_of(request.number("p")):
            thread, place = found
            return Response(self._thread(visit, thread, place))
        thread = self.world.thread(request.number("t"))
        if thread is None:
            return self._message(visit, "The requested topic does not exist.", 404)
        return Response(self._thread(visit, thread, request.number("start")))

    # --- a page ---

    def frame(self, visit: Visit, title: str, section: str, content: str, crumbs: str = "") -> str:
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html>
<html dir="ltr" lang="en-gb">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{escape(title)} - {name}</title>
<link href="./styles/prosilver/theme/stylesheet.css?assets_version=41" rel="stylesheet">
</head>
<body id="phpbb" class="nojs notouch section-{section} ltr ">
<div id="wrap" class="wrap">
<a id="top" class="top-anchor" accesskey="t"></a>
<div id="page-header">
<div class="headerbar" role="banner"><div class="inner">
<div id="site-description" class="site-description">
<a id="logo" class="logo" href="{visit.link("index")}" title="Board index"><span class="site_logo"></span></a>
<h1>{name}</h1><p>Under the surface</p>
<p class="skiplink"><a href="#start_here">Skip to content</a></p>
</div>
<div id="search-box" class="search-box search-header" role="search">
<form action="{visit.link("search")}" method="get" id="search"><fieldset>
<input name="keywords" id="keywords" type="search" maxlength="128" class="inputbox search tiny" size="20" value="" />
<button class="button button-search" type="submit" title="Search"><span class="sr-only">Search</span></button>
</fieldset></form>
</div>
</div></div>
<div class="navbar" role="navigation"><div class="inner">
<ul id="nav-main" class="nav-main linklist" role="menubar">
<li data-skip-responsive="true"><a href="/app.php/help/faq" rel="help"><span>FAQ</span></a></li>
<li class="rightside" data-skip-responsive="true">
<a href="{visit.link("ucp", "mode=login&redirect=index.php")}" title="Login"><span>Login</span></a></li>
<li class="rightside" data-skip-responsive="true">
<a href="{visit.link("ucp", "mode=register")}" role="menuitem"><span>Register</span></a></li>
</ul>
<ul id="nav-breadcrumbs" class="nav-breadcrumbs linklist navlinks" role="menubar">
<li class="breadcrumbs"><span class="crumb"><a href="{visit.link("index")}"><span itemprop="name">Board index</span></a>\
</span>{crumbs}</li>
</ul>
</div></div>
</div>
<a id="start_here" class="anchor"></a>
<div id="page-body" class="page-body" role="main">
{content}
</div>
<div id="page-footer" class="page-footer" role="contentinfo">
<div class="navbar" role="navigation"><div class="inner">
<ul id="nav-footer" class="nav-footer linklist" role="menubar">
<li class="rightside">All times are <span title="{self.zone}">{self._offset(visit.now)}</span></li>
</ul>
</div></div>
<div class="copyright"><p class="footer-row"><span class="footer-copyright">Powered by \
<a href="https://www.phpbb.com/">phpBB</a>&reg; Forum Software &copy; phpBB Limited</span></p></div>
</div>
</div>
</body>
</html>"""

    def _message(self, visit: Visit, text: str, status: int) -> Response:
        content = f"""<div class="panel" id="message"><div class="inner">
<h2 class="message-title">Information</h2>
<p>{escape(text)}</p>
</div></div>"""
        return Response(self.frame(visit, "Information", "viewtopic", content), status)

    def _crumbs(self, visit: Visit, board: Board) -> str:
        category = self.world.forum.category
        return "".join(
            f'<span class="crumb" data-forum-id="{each.fid}"><a itemprop="item" href="{visit.link("viewforum", f"f={each.fid}")}">'
            f'<span itemprop="name">{escape(each.name)}</span></a></span>'
            for each in (category, board)
        )

    def _index(self, visit: Visit) -> str:
        rows = "".join(
            f'<li class="row"><dl class="row-item forum_read"><dt><div class="list-inner">'
            f'<a href="{visit.link("viewforum", f"f={board.fid}")}" class="forumtitle">{escape(board.name)}</a><br />'
            f"{escape(board.about)}</div></dt></dl></li>"
            for board in self.world.boards
        )
        return f'<div class="forabg"><div class="inner"><ul class="topiclist forums">{rows}</ul></div></div>'

    # --- a forum ---

    def _board(self, visit: Visit, board: Board, start: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = min(start // size + 1, last)  # phpBB brings a start past the end back to the last page
        shown = cut(entries, number, size)
        announcement = self.world.announcement
        announced = (
            [self._row(visit, announcement, "announce", "announce_read")] if board.fid == announcement.fid else []
        )
        rows = [self._entry(visit, entry) for entry in shown]
        bar = self._pagination(visit, "viewforum", f"f={board.fid}", number, last, size, f"{len(entries)} topics")
        content = f"""<h2 class="forum-title"><a href="{visit.link("viewforum", f"f={board.fid}")}">{escape(board.name)}</a></h2>
<div class="action-bar bar-top">
<a href="{visit.link("posting", f"mode=post&f={board.fid}")}" class="button" title="Post a new topic"><span>New Topic</span></a>
{bar}
</div>
{_list("Announcements", announced, " announcement") if announced else ""}
{_list("Topics", rows)}
<div class="action-bar bar-bottom">
{bar}
</div>
<div class="stat-block permissions"><h3>Forum permissions</h3><p>You <strong>cannot</strong> post new topics in this forum</p></div>"""
        return self.frame(visit, board.name, "viewforum", content, self._crumbs(visit, board))

    def _entry(self, visit: Visit, entry: Thread | Pointer) -> str:
        if isinstance(entry, Pointer):
            thread = self.world.thread(entry.tid)
            assert thread is not None
            return self._row(visit, thread, "", "topic_moved", "Topic moved")
        hot = "_hot" if len(entry.posts) > 20 else ""
        state = f"{'sticky' if entry.sticky else 'topic'}_read{hot}{'_locked' if entry.locked else ''}"
        return self._row(visit, entry, "sticky" if entry.sticky else "", state)

    def _row(self, visit: Visit, thread: Thread, kind: str, state: str, said: str = "No unread posts") -> str:
        replies = len(thread.posts) - 1
        first, last = thread.first, thread.last
        last_link = visit.link("viewtopic", f"p={last.pid}", f"#p{last.pid}")
        return f"""
<li class="row bg{1 + thread.tid % 2} {kind}">
<dl class="row-item {state}">
<dt title="{said}">
<div class="list-inner">
<a href="{visit.link("viewtopic", f"t={thread.tid}")}" class="topictitle">{escape(thread.title)}</a>
<br />
<div class="responsive-show" style="display: none;">
Last post by {self._name(visit, last.author)} &laquo; <a href="{last_link}" title="Go to last post">{self._time(visit, last.at)}</a>
</div>
<span class="responsive-show left-box" style="display: none;">Replies: <strong>{replies}</strong></span>
<div class="topic-poster responsive-hide left-box">
by {self._name(visit, first.author)} &raquo; {self._time(visit, first.at)}
</div>
{self._row_pages(visit, thread)}
</div>
</dt>
<dd class="posts">{replies} <dfn>Replies</dfn></dd>
<dd class="views">{thread.views} <dfn>Views</dfn></dd>
<dd class="lastpost"><span><dfn>Last post </dfn>by {self._name(visit, last.author)}
<a href="{last_link}" title="Go to last post"><i class="icon fa-external-link-square fa-fw"></i></a>
<br />{self._time(visit, last.at)}</span></dd>
</dl>
</li>"""

    def _row_pages(self, visit: Visit, thread: Thread) -> str:
        last = self.last_page(thread)
        if last < 2:
            return ""
        links = "".join(
            self._page_button(visit, "viewtopic", f"t={thread.tid}", n, self.posts_per_page) for n in range(1, last + 1)
        )
        return f'<div class="pagination"><span><i class="icon fa-clone fa-fw"></i></span><ul>{links}</ul></div>'

    # --- a topic ---

    def _thread(self, visit: Visit, thread: Thread, start: int) -> str:
        size, last = self.posts_per_page, self.last_page(thread)
        number = min(start // size + 1, last)
        board = self.world.board(thread.fid)
        assert board is not None
        bar = self._pagination(visit, "viewtopic", f"t={thread.tid}", number, last, size, f"{len(thread.posts)} posts")
        shown = cut(list(enumerate(thread.posts)), number, size)
        content = f"""<h2 class="topic-title"><a href="{visit.link("viewtopic", f"t={thread.tid}")}">{escape(thread.title)}</a></h2>
<div style="display: none !important;">{escape(board.about)}<br /></div>
<div class="action-bar bar-top">
<a href="{visit.link("posting", f"mode=reply&t={thread.tid}")}" class="button" title="Post a reply"><span>Post Reply</span></a>
{bar}
</div>
{"".join(self._post(visit, thread, place, post) for place, post in shown)}
<div class="action-bar bar-bottom">
{bar}
</div>
<div class="action-bar actions-jump"><p class="jumpbox-return"><a href="{visit.link("viewforum", f"f={board.fid}")}" class="left-box arrow-left">\
<span>Return to &ldquo;{escape(board.name)}&rdquo;</span></a></p></div>"""
        return self.frame(visit, thread.title, "viewtopic", content, self._crumbs(visit, board))

    def _post(self, visit: Visit, thread: Thread, place: int, post: Post) -> str:
        member, pid = self.member(post.author), post.pid
        subject = escape(thread.title if place == 0 else f"Re: {thread.title}")
        here = visit.link("viewtopic", f"p={pid}", f"#p{pid}")
        signature = (
            f'<div id="sig{pid}" class="signature">{BBCODE.html(member.signature)}</div>' if member.signature else ""
        )
        return f"""
<div id="p{pid}" class="post {"" if member.deleted else "has-profile "}bg{2 - place % 2}">
<div class="inner">
<dl class="postprofile" id="profile{pid}">
{self._profile(visit, member)}
</dl>
<div class="postbody">
<div id="post_content{pid}">
<h3 {'class="first"' if place % self.posts_per_page == 0 else ""}><a href="{here}">{subject}</a></h3>
<ul class="post-buttons"><li><a href="{visit.link("posting", f"mode=quote&p={pid}")}" title="Reply with quote" class="button">\
<span class="sr-only">Quote</span></a></li></ul>
<p class="author">
<a class="unread" href="{here}" title="Post"><i class="icon fa-file fa-fw"></i><span class="sr-only">Post</span></a>
<span class="responsive-hide">by <strong>{self._name(visit, post.author)}</strong> &raquo; </span>{self._time(visit, post.at)}
</p>
<div class="content">{BBCODE.html(post.text)}</div>
{self._edited(visit, post)}
{signature}
</div>
</div>
<div class="back2top"><a href="#top" class="top" title="Top"><span class="sr-only">Top</span></a></div>
</div>
</div>
<hr class="divider" />"""

    def _edited(self, visit: Visit, post: Post) -> str:
        if post.edited is None:
            return ""
        reason = f"<br /><strong>Reason:</strong> <em>{escape(post.reason)}</em>" if post.reason else ""
        at, by = self.date(post.edited, visit.now), self._name(visit, post.author)
        return f'<div class="notice">Last edited by {by} on {at}, edited 1 time in total.{reason}</div>'

    def _profile(self, visit: Visit, member: Member) -> str:
        name = self._name(visit, member.name)
        if member.deleted:
            return f'<dt class="no-profile-rank no-avatar"><strong>{name}</strong></dt>'
        return f"""<dt class="has-profile-rank no-avatar"><div class="avatar-container"></div>{name}</dt>
<dd class="profile-rank">{escape(member.title)}</dd>
<dd class="profile-posts"><strong>Posts:</strong> <a href="{visit.link("search", f"author_id={member.uid}&sr=posts")}">{member.posts}</a></dd>
<dd class="profile-joined"><strong>Joined:</strong> Wed {member.joined}, 9:12 pm</dd>"""

    # --- parts ---

    def _name(self, visit: Visit, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return f'<span class="username">{name}</span>'
        colour = COLOURS.get(member.group)
        style = f'style="color: #{colour};" class="username-coloured"' if colour else 'class="username"'
        return f'<a href="{visit.link("memberlist", f"mode=viewprofile&u={member.uid}")}" {style}>{name}</a>'

    def _time(self, visit: Visit, at: datetime) -> str:
        return f'<time datetime="{at.astimezone(UTC).isoformat()}">{self.date(at, visit.now)}</time>'

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time as text: "9 minutes ago", "Today, 4:44 pm", "Sun Nov 08, 2026, 12:56 pm"."""
        local, minutes = self.local(at), int((now - at).total_seconds() // 60)
        if minutes < 60:
            return f"{minutes} minute{'' if minutes == 1 else 's'} ago" if minutes else "less than a minute ago"
        clock = f"{local.hour % 12 or 12}:{local:%M} {'pm' if local.hour >= 12 else 'am'}"
        day = {0: "Today", 1: "Yesterday"}.get(self.days_back(at, now), f"{local:%a %b %d, %Y}")
        return f"{day}, {clock}"

    def _offset(self, now: datetime) -> str:
        shown = f"{self.local(now):%z}"
        return "UTC" if shown == "+0000" else f"UTC{shown[:3]}:{shown[3:]}"

    def _pagination(self, visit: Visit, script: str, query: str, number: int, last: int, size: int, said: str) -> str:
        if last < 2:
            return f'<div class="pagination">{said} &bull; Page <strong>1</strong> of <strong>1</strong></div>'
        buttons = [
            f'<li class="active"><span>{each}</span></li>'
            if each == number
            else self._page_button(visit, script, query, each, size)
            for each in range(1, last + 1)
        ]
        if number > 1:
            buttons.insert(0, self._arrow(visit, script, query, number - 1, size, "previous", "prev"))
        if number < last:
            buttons.append(self._arrow(visit, script, query, number + 1, size, "next", "next"))
        return f'<div class="pagination">{said}<ul>{"".join(buttons)}</ul></div>'

    def _page_button(self, visit: Visit, script: str, query: str, number: int, size: int) -> str:
        return (
            f'<li><a class="button" href="{_paged(visit, script, query, number, size)}" role="button">{number}</a></li>'
        )

    def _arrow(self, visit: Visit, script: str, query: str, number: int, size: int, name: str, rel: str) -> str:
        return (
            f'<li class="arrow {name}"><a class="button button-icon-only" href="{_paged(visit, script, query, number, size)}" '
            f'rel="{rel}" role="button"><span class="sr-only">{name.title()}</span></a></li>'
        )


def _paged(visit: Visit, script: str, query: str, number: int, size: int) -> str:
    """Pagination puts the start behind the session: `?f=2&sid=…&start=10`."""
    address = visit.link(script, query)
    return address if number == 1 else f"{address}&amp;start={(number - 1) * size}"


def _list(name: str, rows: list[str], css: str = "") -> str:
    return f"""<div class="forumbg{css}">
<div class="inner">
<ul class="topiclist"><li class="header"><dl class="row-item"><dt><div class="list-inner">{name}</div></dt>
<dd class="posts">Replies</dd><dd class="views">Views</dd><dd class="lastpost"><span>Last post</span></dd></dl></li></ul>
<ul class="topiclist topics">{"".join(rows)}
</ul>
</div>
</div>"""
