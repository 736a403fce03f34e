"""SMF 2.1, Curve2: absolute links with `PHPSESSID` in front on a first hit, dates in words, no start date in rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Software, cut, pages, session_id

REDIRECT = 150
"""A moved topic leaves one of its own behind, which leads to it."""

BBCODE = Markup(
    quote=lambda html, by: (
        f'<blockquote class="bbc_standard_quote"><cite>{f"Quote from: {by}" if by else "Quote"}</cite>{html}</blockquote>'
    ),
    code=lambda html: (
        '<div class="codeheader"><span class="code floatleft">Code</span> <a class="codeoperation smf_select_text">Select</a> '
        '<a class="codeoperation smf_expand_code hidden" data-shrink-txt="Shrink" data-expand-txt="Expand">Expand</a></div>'
        f'<code class="bbc_code">{html.replace(chr(10), "<br>")}</code>'
    ),
    link=lambda url: f'<a href="{url}" class="bbc_link" target="_blank" rel="noopener">{url}</a>',
    bold="<b>{}</b>",
    newline="<br>",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to know of who asks."""

    base: str
    now: datetime
    sid: str
    """Goes into every link; empty: the visitor has it as a cookie."""

    def link(self, query: str = "") -> str:
        """An address of the board, as HTML."""
        session = f"PHPSESSID={self.sid}&amp;" if self.sid else ""
        return f"{escape(self.base)}/index.php" + (f"?{session}{query}" if session or query else "")


class Smf(Software):
    """Stock addresses and date format, American English."""

    site: ClassVar[str] = "smf"
    engine: ClassVar[str] = "smf"

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(REDIRECT if isinstance(thread, Pointer) else thread.tid)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/index.php?board={board.fid}.{(number - 1) * self.rows_per_page}"

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/index.php?topic={thread.tid}.{(number - 1) * self.posts_per_page}"

    def respond(self, request: Request, now: datetime) -> Response:
        known = "PHPSESSID=" in request.cookies
        sid = session_id(26)
        response = self._page(Visit(request.base, now, "" if known else sid), request)
        if known:
            return response
        cookie = ("Set-Cookie", f"PHPSESSID={sid}; path=/; HttpOnly")
        return Response(response.body, response.status, (*response.headers, cookie))

    def _page(self, visit: Visit, request: Request) -> Response:
        if request.path not in ("/", "/index.php"):
            return Response("<html><body><h1>Not Found</h1></body></html>", 404)
        if found := re.fullmatch(r"(\d+)(?:\.(\d+))?", request.query.get("board", "")):
            board = self.world.board(int(found[1]))
            return Response(self._board(visit, board, int(found[2] or 0)) if board else self._missing(visit))
        if found := re.fullmatch(r"(\d+)(?:\.(msg)?(\d+|new))?", request.query.get("topic", "")):
            return self._topic(visit, int(found[1]), found[3] or "0", jump=bool(found[2]))
        if found_post := self.world.thread_of(request.number("msg")):
            thread, place = found_post
            return Response(self._thread(visit, thread, place))
        if "action" in request.query:
            return Response(self._missing(visit))
        return Response(self._frame(visit, self.world.forum.name, "index", self._index(visit)))

    def _topic(self, visit: Visit, tid: int, start: str, *, jump: bool) -> Response:
        if tid == REDIRECT:
            [pointer] = self.world.forum.pointers
            return Response(status=302, headers=(("Location", f"{visit.base}/index.php?topic={pointer.tid}.0"),))
        thread = self.world.forum.thread(tid)
        if thread is None:
            return Response(self._missing(visit))
        if start == "new":
            return Response(self._thread(visit, thread, len(thread.posts) - 1))
        found = self.world.thread_of(int(start)) if jump else None
        return Response(self._thread(visit, thread, found[1] if found else int(start)))

    # --- a page ---

    def _frame(self, visit: Visit, title: str, action: str, content: str, crumbs: str = "") -> str:
        name, root = escape(self.world.forum.name), escape(visit.base)
        return f"""<!DOCTYPE html>
<html lang="en-US">
<head>
	<meta charset="UTF-8">
	<link rel="stylesheet" href="{root}/Themes/default/css/minified.css?smf215_1729800431">
	<script>
		var smf_theme_url = "{root}/Themes/default";
		var smf_scripturl = "{visit.link()}";
		var smf_member_id = 0;
		var banned_text = 'Sorry Guest, you are banned from using this forum!';
	</script>
	<title>{escape(title)}</title>
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta property="og:site_name" content="{name}">
</head>
<body id="firefox" class="action_{action}">
<div id="footerfix">
	<div id="top_section"><div class="inner_wrap">
		<ul class="floatleft" id="top_info">
			<li class="welcome">Welcome to <strong>{name}</strong>.</li>
			<li class="button_login"><a href="{visit.link("action=login")}" class="open" onclick="return reqOverlayDiv(this.href, 'Log in', 'login');">\
<span class="main_icons login"></span> <span class="textmenu">Log in</span></a></li>
			<li class="button_signup"><a href="{visit.link("action=signup")}" class="open"><span class="textmenu">Sign up</span></a></li>
		</ul>
	</div></div>
	<div id="header"><h1 class="forumtitle"><a id="top" href="{visit.link()}">{name}</a></h1></div>
	<div id="wrapper">
		<div id="upper_section"><div id="inner_section">
			<div id="inner_wrap" class="hide_720">
				<div class="user"><time datetime="{visit.now:%Y-%m-%dT%H:%M:%SZ}">{self._absolute(visit.now)}</time></div>
				<div class="news"><h2>News: </h2><p>{escape(self.world.announcement.title)}</p></div>
			</div>
			<div id="main_menu"><ul class="dropmenu menu_nav"><li class="button_home"><a class="active" href="{visit.link()}">\
<span class="textmenu">Home</span></a></li></ul></div>
			<div class="navigate_section"><ul>
				<li><a href="{visit.link()}"><span>{name}</span></a></li>
				{crumbs}
			</ul></div>
		</div></div>
		<div id="content_section"><div id="main_content_section">
{content}
		</div></div>
	</div>
</div>
	<div id="footer"><div class="inner_wrap"><ul>
		<li class="floatright"><a href="{visit.link("action=help")}">Help</a> | <a href="#top_section">Go Up &#9650;</a></li>
		<li class="copyright"><a href="{visit.link("action=credits")}" title="License" target="_blank" rel="noopener">SMF 2.1.5 &copy; 2024</a>, \
<a href="https://www.simplemachines.org" title="Simple Machines" target="_blank" rel="noopener">Simple Machines</a></li>
	</ul></div></div>
</body>
</html>"""

    def _missing(self, visit: Visit) -> str:
        """SMF tells a guest that a topic is missing on a page that asks for a login, with status 200."""
        content = f"""<form action="{visit.link("action=login2")}" method="post" accept-charset="UTF-8" name="frmLogin" id="frmLogin">
<div class="login">
<div class="cat_bar"><h3 class="catbg">Warning!</h3></div>
<p class="information centertext">The topic or board you are looking for appears to be either missing or off limits to you.<br>
Please login below or <a href="{visit.link("action=signup")}">register an account</a> with {escape(self.world.forum.name)}.</p>
<div class="roundframe"><dl>
<dt>Username:</dt><dd><input type="text" name="user" size="20"></dd>
<dt>Password:</dt><dd><input type="password" name="passwrd" size="20"></dd>
</dl><p class="centertext"><input type="submit" value="Log in" class="button"></p></div>
</div>
</form>"""
        return self._frame(visit, "Log in", "login", content)

    def _crumbs(self, visit: Visit, board: Board) -> str:
        category = self.world.forum.category
        return (
            f'<li><span class="dividers"> &#9658; </span><a href="{visit.link()}#c{category.fid}"><span>{escape(category.name)}</span></a></li>'
            f'<li><span class="dividers"> &#9658; </span><a href="{visit.link(f"board={board.fid}.0")}"><span>{escape(board.name)}</span></a></li>'
        )

    def _index(self, visit: Visit) -> str:
        rows = "".join(
            f'<div id="board_{board.fid}" class="up_contain "><div class="info"><a class="subject mobile_subject" '
            f'href="{visit.link(f"board={board.fid}.0")}" id="b{board.fid}">{escape(board.name)}</a>'
            f'<div class="board_description">{escape(board.about)}</div></div></div>'
            for board in self.world.boards
        )
        return f'<div id="boardindex_table" class="boardindex_table"><div class="main_container">{rows}</div></div>'

    # --- a board ---

    def _board(self, visit: Visit, board: Board, start: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        number = start // size + 1
        shown = cut(entries, number, size)  # past the end: none, on a page like others
        links = self._page_index(visit, f"board={board.fid}", number, pages(len(entries), size), size)
        columns = (
            ("subject", "Subject"),
            ("starter", "Started by"),
            ("replies", "Replies"),
            ("views", "Views"),
            ("last_post", "Last post"),
        )
        head = [f'<a href="{visit.link(f"board={board.fid}.0;sort={key}")}">{said}</a>' for key, said in columns]
        header = (
            f'<div class="board_icon"></div><div class="info">{head[0]} / {head[1]}</div>'
            f'<div class="board_stats centertext">{head[2]} / {head[3]}</div><div class="lastpost">{head[4]}</div>'
            if shown
            else '<h3 class="titlebg">This board currently has no topics.</h3>'
        )
        content = f"""<div id="display_head" class="information"><h2 class="display_title">{escape(board.name)}</h2><p>{escape(board.about)}</p></div>
<div class="pagesection"> <div class="pagelinks floatleft"><a href="#bot" class="button">Go Down</a>
{links}</div></div>
<div id="messageindex">
<div class="title_bar" id="topic_header">{header}</div>
<div id="topic_container">{"".join(self._row(visit, entry) for entry in shown)}
</div>
</div>
<div class="pagesection"> <div class="pagelinks floatleft"><a href="#main_content_section" class="button" id="bot">Go Up</a>
{links}</div></div>"""
        return self._frame(visit, board.name, "messageindex", content, self._crumbs(visit, board))

    def _row(self, visit: Visit, entry: Thread | Pointer) -> str:
        if isinstance(entry, Pointer):
            target = self.world.forum.thread(entry.tid)
            assert target is not None
            said = Post(9100, entry.by, entry.at, "This topic has been moved.")
            thread = Thread(REDIRECT, entry.fid, f"MOVED: {target.title}", (said,), locked=True)
        else:
            thread = entry
        moved, first, last = thread.tid == REDIRECT, thread.first, thread.last
        replies = len(thread.posts) - 1
        held = (("lock", thread.locked), ("sticky", thread.sticky), ("move", moved))
        icons = "".join(f'<span class="main_icons {name}"></span>' for name, holds in held if holds)
        css = f"windowbg{' sticky' if thread.sticky else ''}{' locked' if thread.locked else ''}"
        last_start = (self.last_page(thread) - 1) * self.posts_per_page
        return f"""
<div class="{css}">
<div class="board_icon"><img src="{escape(visit.base)}/Themes/default/images/post/{"moved" if moved else "xx"}.png" alt=""></div>
<div class="info info_block"><div >
<div class="icons floatright">{icons}</div>
<div class="message_index_title">
<span class="preview{" bold_text" if thread.sticky else ""}" title="">
<span id="msg_{first.pid}"><a href="{visit.link(f"topic={thread.tid}.0")}">{escape(thread.title)}</a></span>
</span>
</div>
<p class="floatleft">Started by {self._name(visit, first.author, preview=True)}</p>
{self._row_pages(visit, thread)}
</div></div>
<div class="board_stats centertext"><p>Replies: {replies:,}<br>Views: {thread.views:,}</p></div>
<div class="lastpost"><p><a href="{visit.link(f"topic={thread.tid}.{last_start}#msg{last.pid}")}">{self.date(last.at, visit.now)}</a>\
<br>by {self._name(visit, last.author)}</p></div>
</div>"""

    def _row_pages(self, visit: Visit, thread: Thread) -> str:
        last, size = self.last_page(thread), self.posts_per_page
        if last < 2:
            return ""
        links = " ".join(
            f'<a class="nav_page" href="{visit.link(f"topic={thread.tid}.{each * size}")}">{each + 1}</a>'
            for each in range(last)
        )
        return f'<span id="pages{thread.first.pid}" class="topic_pages"><span class="pages">Pages</span>{links} </span>'

    # --- a topic ---

    def _thread(self, visit: Visit, thread: Thread, start: int) -> str:
        size, last = self.posts_per_page, self.last_page(thread)
        number = min(start // size + 1, last)
        board = self.world.board(thread.fid)
        assert board is not None
        links = self._page_index(visit, f"topic={thread.tid}", number, last, size)
        shown = cut(list(enumerate(thread.posts)), number, size)
        author = escape(thread.first.author)
        content = f"""<div id="display_head" class="information">
<h2 class="display_title"><span id="top_subject">{escape(thread.title)}</span></h2>
<p>Started by {author}, {self.date(thread.first.at, visit.now)}</p>
<span class="nextlinks floatright"><a href="{visit.link(f"topic={thread.tid}.0;prev_next=prev#new")}">Previous topic</a> - \
<a href="{visit.link(f"topic={thread.tid}.0;prev_next=next#new")}">Next topic</a></span>
</div>
<div class="pagesection top">
<div class="buttonlist floatright"><a class="button button_strip_print" href="{visit.link(f"action=printpage;topic={thread.tid}.0")}" rel="nofollow">Print</a></div>
<div class="pagelinks floatleft"><a href="#bot" class="button">Go Down</a>
{links}</div>
</div>
<div id="forumposts">
<form action="{visit.link(f"action=quickmod2;topic={thread.tid}.{start}")}" method="post" accept-charset="UTF-8" name="quickModForm" id="quickModForm">
{"".join(self._post(visit, thread, place, post) for place, post in shown)}
</form>
</div>
<div class="pagesection"><div class="pagelinks floatleft"><a href="#main_content_section" class="button" id="bot">Go Up</a>
{links}</div></div>
<div id="moderationbuttons"></div>
<div id="display_jump_to"></div>"""
        crumbs = self._crumbs(visit, board) + (
            f'<li class="last"><span class="dividers"> &#9658; </span><a href="{visit.link(f"topic={thread.tid}.0")}"><span>{escape(thread.title)}</span></a></li>'
        )
        return self._frame(visit, thread.title, "display", content, crumbs)

    def _post(self, visit: Visit, thread: Thread, place: int, post: Post) -> str:
        member, pid = self.member(post.author), post.pid
        subject = escape(thread.title if place == 0 else f"Re: {thread.title}")
        here = visit.link(f"msg={pid}")
        number = f'<span class="page_number floatright">#{place}</span>' if place else ""
        about = (
            '<li class="membergroup">Guest</li>'
            if member.deleted
            else f'<li class="postgroup">{escape(member.title)}</li><li class="postcount">Posts: {member.posts:,}</li>'
        )
        signature = (
            f'<div class="signature" id="msg_{pid}_signature">{BBCODE.html(member.signature)}</div>'
            if member.signature
            else ""
        )
        return f"""
<div class="windowbg" id="msg{pid}">
<div class="post_wrapper">
<div class="poster">
<h4>{self._name(visit, post.author)}</h4>
<ul class="user_info">{about}<li class="poster_ip">Logged</li></ul>
</div>
<div class="postarea">
<div class="keyinfo">
<div id="subject_{pid}" class="subject_title subject_hidden"><a href="{here}" rel="nofollow">{subject}</a></div>
{number}
<div class="postinfo">
<span class="messageicon"  style="position: absolute; z-index: -1;"><img src="{escape(visit.base)}/Themes/default/images/post/xx.png" alt=""></span>
<a href="{here}" rel="nofollow" title="{f"Reply #{place} - " if place else ""}{subject}" class="smalltext">{self.date(post.at, visit.now)}</a>
<span class="spacer"></span>
<span class="smalltext modified floatright" id="modified_{pid}">{self._edited(post, visit.now)}</span>
</div>
<div id="msg_{pid}_quick_mod"></div>
</div>
<div class="post"><div class="inner" data-msgid="{pid}" id="msg_{pid}">
{BBCODE.html(post.text)}
</div></div>
<div class="under_message"></div>
</div>
<div class="moderatorbar">{signature}</div>
</div>
</div>
<hr class="post_separator">"""

    def _edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        reason = f' <span id="reason" class="lastedit">Reason</span>: {escape(post.reason)}' if post.reason else ""
        return (
            f'<span class="lastedit">Last Edit</span>: {self.date(post.edited, now)} by {escape(post.author)}{reason}'
        )

    # --- parts ---

    def _name(self, visit: Visit, author: str, *, preview: bool = False) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        css = ' class="preview"' if preview else ""
        return f'<a href="{visit.link(f"action=profile;u={member.uid}")}" title="View the profile of {name}"{css}>{name}</a>'

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time as HTML: "<strong>Today</strong> at 04:44 PM", "Nov 08, 2026, 12:56 PM"."""
        day = {0: "Today", 1: "Yesterday"}.get(self.days_back(at, now))
        return f"<strong>{day}</strong> at {self.local(at):%I:%M %p}" if day else self._absolute(at)

    def _absolute(self, at: datetime) -> str:
        return f"{self.local(at):%b %d, %Y, %I:%M %p}"

    def _page_index(self, visit: Visit, query: str, number: int, last: int, size: int) -> str:
        def button(each: int, shown: str) -> str:
            return f'<a class="nav_page" href="{visit.link(f"{query}.{(each - 1) * size}")}">{shown}</a> '

        before = button(number - 1, '<span class="main_icons previous_page"></span>') if 1 < number <= last else ""
        after = button(number + 1, '<span class="main_icons next_page"></span>') if number < last else ""
        numbers = [
            f'<span class="current_page">{each}</span> ' if each == number else button(each, str(each))
            for each in range(1, last + 1)
        ]
        return f'<span class="pages">Pages</span>{before}{"".join(numbers)}{after}'
