"""vBulletin 4.2: lists of `threadbit`, titles in addresses, `s=` in the links of a first hit; American English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Member, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id

BBCODE = Markup(
    quote=lambda html, by: (
        '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container"></div>{}{}</div></div></div>'
    ).format(
        f'<div class="bbcode_postedby"><img src="images/misc/quote_icon.png" alt="Quote" /> Originally Posted by <strong>{by}</strong></div>'
        if by
        else "",
        f'<div class="message">{html}</div>' if by else html,
    ),
    code=lambda html: (
        '<div class="bbcode_container"><div class="bbcode_description">Code:</div>'
        f'<pre class="bbcode_code" style="height:48px;">{html}</pre></div>'
    ),
    link=lambda url: (
        f'<a href="{url}" target="_blank" rel="nofollow">{url if len(url) < 56 else f"{url[:35]}...{url[-14:]}"}</a>'
    ),
    bold="<b>{}</b>",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to know of who asks."""

    now: datetime
    sid: str
    """Goes into every link; empty: the visitor has it as a cookie."""

    def link(self, script: str, query: str = "", anchor: str = "") -> str:
        """An address, as HTML: what has a number and a title in its query gets the session behind it."""
        session = f"s={self.sid}" if self.sid else ""
        together = "&amp;".join(filter(None, (query.replace("&", "&amp;"), session)))
        return f"{script}.php" + (f"?{together}" if together else "") + anchor


class VBulletin4(Software):
    """Basic friendly addresses, dates month first."""

    site: ClassVar[str] = "vbulletin-4"
    engine: ClassVar[str] = "vbulletin"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "minute"

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forumdisplay.php?{_named(board.fid, board.name, number)}"

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/showthread.php?{_named(thread.tid, thread.title, number)}"

    def respond(self, request: Request, now: datetime) -> Response:
        known = "bb_sessionhash=" in request.cookies
        sid = session_id()
        response = self._page(Visit(now, "" if known else sid), request)
        if known:
            return response
        cookies = [
            ("Set-Cookie", f"bb_{key}; path=/; HttpOnly")
            for key in (f"sessionhash={sid}", f"lastvisit={int(now.timestamp())}")
        ]
        return Response(response.body, response.status, (*response.headers, *cookies))

    def _page(self, visit: Visit, request: Request) -> Response:
        if request.path in ("/", "/forum.php", "/index.php"):
            return Response(self._frame(visit, self.world.forum.name, self._index(visit)))
        asked = next(
            (found for key in request.query if (found := re.fullmatch(r"(\d+)(?:-[^/]*)?(?:/page(\d+))?", key))), None
        )
        number = int(asked[2] or 1) if asked else 1
        if request.path == "/forumdisplay.php" and asked and (board := self.world.board(int(asked[1]))):
            return Response(self._board(visit, board, number))
        if request.path == "/showthread.php" and asked and (thread := self.world.forum.thread(int(asked[1]))):
            if found := self.world.thread_of(request.number("p")):
                number = self.page_with(thread, found[1])
            return Response(self._thread(visit, thread, number))
        kind = "Thread" if request.path == "/showthread.php" else "Forum"
        return Response(
            self._error(visit, f"Invalid {kind} specified. If you followed a valid link, please notify the")
        )

    # --- a page ---

    def _frame(self, visit: Visit, title: str, content: str, crumbs: str = "", heading: str = "") -> str:
        name = escape(self.world.forum.name)
        hours = int(offset.total_seconds() // 3600) if (offset := self.local(visit.now).utcoffset()) else 0
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" lang="en" id="vbulletin_html">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<meta id="e_vb_meta_bburl" name="vb_meta_bburl" content="" />
<meta name="generator" content="vBulletin 4.2.5" />
<title>{escape(title)}</title>
<script type="text/javascript"><!--
	var SESSIONURL = "{f"s={visit.sid}&amp;" if visit.sid else ""}";
	var SECURITYTOKEN = "guest";
	var IMGDIR_MISC = "images/misc";
//--></script>
<link rel="stylesheet" type="text/css" href="css.php?styleid=1&amp;langid=1&amp;d=1600000000&amp;td=ltr&amp;sheet=bbcode.css,vbulletin.css" />
</head>
<body>
<div class="above_body">
<div id="header" class="floatcontainer doc_header">
<div><a name="top" href="{visit.link("forum")}" class="logo-image"><img src="images/misc/vbulletin4_logo.png" alt="{name} - Powered by vBulletin" /></a></div>
<div id="toplinks" class="toplinks"><ul class="nouser">
<li><a href="{visit.link("register")}" rel="nofollow">Register</a></li>
<li><a rel="help" href="{visit.link("faq")}">Help</a></li>
<li><form id="navbar_loginform" action="{visit.link("login", "do=login")}" method="post">
<fieldset id="logindetails" class="logindetails"><div><div>
<input type="text" class="textbox default-value" name="vb_login_username" id="navbar_username" size="10" accesskey="u" tabindex="101" value="User Name" />
<input type="password" class="textbox" tabindex="102" name="vb_login_password" id="navbar_password" size="10" />
<input type="submit" class="loginbutton" tabindex="104" value="Log in" title="Enter your username and password in the boxes provided to login, or click the 'register' button to create a profile for yourself." accesskey="s" />
</div></div></fieldset></form></li>
</ul></div>
</div>
<div id="navbar" class="navbar"><ul id="navtabs" class="navtabs floatcontainer"><li class="selected"><a class="navtab" href="{visit.link("forum")}">Forum</a></li></ul></div>
</div>
<div class="body_wrapper">
<div id="breadcrumb" class="breadcrumb"><ul class="floatcontainer">
<li class="navbithome"><a href="{visit.link("index")}" accesskey="1"><img src="images/misc/navbit-home.png" alt="Home" /></a></li>
<li class="navbit"><a href="{visit.link("forum")}">Forum</a></li>{crumbs}
</ul></div>
{heading}
{content}
</div>
<div class="below_body">
<div id="footer_time" class="shade footer_time">All times are GMT{f" {hours:+d}" if hours else ""}. The time now is <span class="time">{self.local(visit.now):%I:%M %p}</span>.</div>
<div id="footer_copyright" class="shade footer_copyright">Powered by <a href="https://www.vbulletin.com" id="vbulletinlink">vBulletin&reg;</a> Version 4.2.5 <br />Copyright &copy; 2026 vBulletin Solutions Inc. All rights reserved.</div>
</div>
</body>
</html>"""

    def _error(self, visit: Visit, text: str) -> str:
        content = f"""<div class="standard_error"><h2 class="blockhead">vBulletin Message</h2>
<form class="block vbform" method="post" action="" name="postvbform"><div class="blockbody formcontrols"><div class="blockrow restore">
{text} <a href="{visit.link("sendmessage")}">administrator</a>
</div></div></form></div>"""
        return self._frame(visit, self.world.forum.name, content)

    def _crumb(self, visit: Visit, board: Board) -> str:
        return f'<li class="navbit"><a href="{visit.link("forumdisplay", _named(board.fid, board.name))}">{escape(board.name)}</a></li>'

    def _index(self, visit: Visit) -> str:
        boards = "".join(
            f'<li id="forum{board.fid}" class="forumbit_post old L2"><div class="forumrow table"><div class="foruminfo td"><h2 class="forumtitle">'
            f'<a href="{visit.link("forumdisplay", _named(board.fid, board.name))}">{escape(board.name)}</a></h2><p class="forumdescription">{escape(board.about)}</p></div></div></li>'
            for board in self.world.boards
        )
        return f'<ol id="forums" class="floatcontainer">{boards}</ol>'

    # --- a forum ---

    def _board(self, visit: Visit, board: Board, number: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        sticky = [entry for entry in entries if isinstance(entry, Thread) and entry.sticky]
        normal = entries[len(sticky) :]
        last = pages(len(normal), size)
        number = min(number, last)
        here = _named(board.fid, board.name)
        stuck = "".join(self._row(visit, entry) for entry in sticky) if number == 1 else ""
        rows = "".join(self._row(visit, entry) for entry in cut(normal, number, size))
        nav = self._nav(visit, "forumdisplay", here, number, last, len(normal), size)
        [said] = self.world.forum.announcements
        content = f"""<div id="above_threadlist" class="above_threadlist">
<a href="{visit.link("newthread", f"do=newthread&f={board.fid}")}" rel="nofollow" class="newcontent_textcontrol" id="newthreadlink_top"><span>+</span> Post New Thread</a>
<div class="threadpagenav">{nav}</div>
</div>
<div id="threadlist" class="threadlist">
<form id="thread_inlinemod_form" action="inlinemod.php?forumid={board.fid}" method="post">
<h2 class="hidden">Threads in This Forum</h2>
<div>
<div class="threadlisthead table"><div>
<span class="threadinfo"><span class="threadtitle"><a href="{visit.link("forumdisplay", f"{here}&sort=title&order=asc")}" rel="nofollow">Title</a> / \
<a href="{visit.link("forumdisplay", f"{here}&sort=postusername&order=asc")}" rel="nofollow">Thread Starter</a></span></span>
<span class="threadstats td"><a href="{visit.link("forumdisplay", f"{here}&sort=replycount&order=desc")}" rel="nofollow">Replies</a> / Views</span>
<span class="threadlastpost td"><a href="{visit.link("forumdisplay", f"{here}&sort=lastpost&order=asc")}" rel="nofollow">Last Post By</a></span>
</div></div>
<ol id="announcements" class="announcements"><li class="threadbit announcement"><div class="nonsticky"><div class="threadinfo"><div class="inner">
<h3 class="threadtitle"><span class="prefix understate">Announcement:</span> <a href="{visit.link("announcement", f"f={board.fid}")}" class="title">{escape(said.title)}</a></h3>
<div class="threadmeta"><span class="label">{self._name(visit, said.by)}</span> (Administrator)</div></div></div>
<dl class="threadlastpost td"><dd>{self.local(said.at):%m-%d-%Y}</dd></dl></div></li></ol>
{f'<ol id="stickies" class="stickies">{stuck}</ol>' if stuck else ""}
<ol id="threads" class="threads">{rows}
</ol>
</div>
<hr />
</form>
</div>
<div id="below_threadlist" class="noinlinemod below_threadlist"><div class="threadpagenav">{nav}</div></div>
<div id="forum_moderators" class="forum_info_subblock"><h5>Moderators of this Forum</h5><ul><li>{self._name(visit, "JibSheet")}</li></ul></div>"""
        heading = f'<div id="pagetitle" class="pagetitle"><h1>Forum: <span class="forumtitle">{escape(board.name)}</span></h1><p class="description">{escape(board.about)}</p></div>'
        return self._frame(visit, board.name, content, self._crumb(visit, board), heading)

    def _row(self, visit: Visit, entry: Thread | Pointer) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved, tid = isinstance(entry, Pointer), thread.tid
        started = entry.at if isinstance(entry, Pointer) else thread.first.at
        css = " ".join(
            name
            for name, holds in (("hot", len(thread.posts) > 15), ("lock", thread.locked), ("moved", moved))
            if holds
        )
        said = "Sticky:" if thread.sticky else "Moved:" if moved else ""
        prefix = " ".join(filter(None, (said, thread.prefix and escape(thread.prefix))))
        here = visit.link("showthread", _named(tid, thread.title))
        by = thread.first.author
        if moved:
            stats = "<li>Replies: -</li><li>Views: -</li>"
            last = '<dt class="lastpostby hidden">Last Post By</dt><dd>-</dd>'
        else:
            stats = f"""<li>Replies: <a href="{visit.link("misc", f"do=whoposted&t={tid}")}" onclick="who({tid}); return false;" class="understate">{len(thread.posts) - 1:,}</a></li>
<li>Views: {thread.views:,}</li>"""
            pid = thread.last.pid
            last = f"""<dt class="lastpostby hidden">Last Post By</dt>
<dd><div class="popupmenu memberaction">{self._name(visit, thread.last.author)}</div></dd>
<dd>{self._date(thread.last.at, visit.now)} <a href="{visit.link("showthread", f"{_named(tid, thread.title)}&p={pid}", f"#post{pid}")}" \
class="lastpostdate understate" title="Go to last post"><img src="images/buttons/lastpost-right.png" alt="Go to last post" /></a></dd>"""
        return f"""
<li class="threadbit {css}" id="thread_{tid}">
<div class="rating0 {"sticky" if thread.sticky else "nonsticky"}">
<div class="threadinfo" title="{escape(thread.first.text[:60])}">
<a class="threadstatus" rel="vB::AJAX"></a>
<div class="inner">
<h3 class="threadtitle">
{'<img src="images/misc/sticky.gif" alt="Sticky Thread" />' if thread.sticky else ""}
{f'<span id="thread_prefix_{tid}" class="prefix understate">{prefix}</span>' if prefix else ""}
<a class="title" href="{here}" id="thread_title_{tid}">{escape(thread.title)}</a>
</h3>
<div class="threadmeta"><div class="author"><span class="label">Started by&nbsp;{self._starter(visit, by, started)},&nbsp;{self.local(started):%m-%d-%Y}&nbsp;{self.local(started):%I:%M %p}</span>
{"" if moved else self._row_pages(visit, thread)}
<div class="threaddetails td"><div class="threaddetailicons"></div></div>
</div></div>
</div>
</div>
<ul class="threadstats td alt" title="">
{stats}
<li class="hidden">Rating0 / 5</li>
</ul>
<dl class="threadlastpost td">
{last}
</dl>
</div>
</li>"""

    def _starter(self, visit: Visit, author: str, at: datetime) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return f'<span class="username understate">{name}</span>'
        title = f"Started by {name} on {self.local(at):%m-%d-%Y %I:%M %p}"
        return f'<a href="{visit.link("member", _named(member.uid, author))}" class="username understate" title="{title}">{name}</a>'

    def _row_pages(self, visit: Visit, thread: Thread) -> str:
        last = self.last_page(thread)
        if last < 2:
            return ""
        links = " ".join(
            f'<span><a href="{visit.link("showthread", _named(thread.tid, thread.title, each))}">{each}</a></span>'
            for each in range(1, last + 1)
        )
        return f'<dl class="pagination" id="pagination_threadbit_{thread.tid}"><dt class="label">{last} Pages <span class="separator">&bull;</span></dt><dd>{links}</dd></dl>'

    # --- a thread ---

    def _thread(self, visit: Visit, thread: Thread, number: int) -> str:
        last, size = self.last_page(thread), self.posts_per_page
        number = min(number, last)
        board = self.world.board(thread.fid)
        assert board is not None
        here = _named(thread.tid, thread.title)
        nav = self._nav(visit, "showthread", here, number, last, len(thread.posts), size)
        shown = cut(list(enumerate(thread.posts, 1)), number, size)
        prefix = f"{escape(thread.prefix)} " if thread.prefix else ""
        content = f"""<div id="above_postlist" class="above_postlist">
<a href="{visit.link("newreply", f"t={thread.tid}&noquote=1")}" rel="nofollow" class="newcontent_textcontrol" id="newreplylink_top"><span>+</span> Reply to Thread</a>
<div id="pagination_top" class="pagination_top">{nav}</div>
</div>
<div id="thread_controls" class="thread_controls toolsmenu"><div><ul class="postlist_popups popupgroup"><li class="popupmenu threadtools"><h6><a class="popupctrl" href="javascript://">Thread Tools</a></h6>
<ul class="popupbody popuphover"><li><a href="{visit.link("printthread", f"t={thread.tid}&pp={size}&page={number}")}" rel="nofollow">Show Printable Version</a></li></ul></li></ul></div></div>
<div id="postlist" class="postlist restrain">
<ol id="posts" class="posts" start="{(number - 1) * size + 1}">
{"".join(self._post(visit, thread, place, post) for place, post in shown)}
</ol>
<div class="separator"></div>
<div class="postlistfoot"></div>
</div>
<div id="below_postlist" class="noinlinemod below_postlist"><div id="pagination_bottom" class="pagination_bottom">{nav}</div></div>
<div class="navlinks"><strong>&laquo;</strong> <a href="{visit.link("showthread", f"{here}&goto=nextoldest")}" rel="nofollow">Previous Thread</a> | <a href="{visit.link("showthread", f"{here}&goto=nextnewest")}" rel="nofollow">Next Thread</a></div>"""
        heading = f'<div id="pagetitle" class="pagetitle"><h1>Thread: <span class="threadtitle">{prefix}<a href="{visit.link("showthread", here)}" title="Reload this Page">{escape(thread.title)}</a></span></h1></div>'
        crumbs = (
            self._crumb(visit, board)
            + f'<li class="navbit lastnavbit"><span>{prefix}{escape(thread.title)}</span></li>'
        )
        return self._frame(visit, thread.title, content, crumbs, heading)

    def _post(self, visit: Visit, thread: Thread, place: int, post: Post) -> str:
        member, pid = self.member(post.author), post.pid
        here = f"{_named(thread.tid, thread.title)}&p={pid}&viewfull=1"
        title = f'<h2 class="title icon">{escape(thread.title)}</h2>' if place == 1 else ""
        signature = (
            f'<blockquote class="signature restore"><div class="signaturecontainer">{BBCODE.html(member.signature)}</div></blockquote>'
            if member.signature
            else ""
        )
        return f"""
<li class="postbitlegacy postbitim postcontainer old" id="post_{pid}">
<div class="posthead">
<span class="postdate old"><span class="date">{self._date(post.at, visit.now, ",&nbsp;")}</span></span>
<span class="nodecontrols"><a name="post{pid}" href="{visit.link("showthread", here, f"#post{pid}")}" class="postcounter">#{place}</a><a id="postcount{pid}" name="{place}"></a></span>
</div>
<div class="postdetails">
<div class="userinfo">
{self._profile(visit, member)}
</div>
<div class="postbody">
<div class="postrow{" has_after_content" if signature or post.edited else ""}">
{title}
<div class="content"><div id="post_message_{pid}"><blockquote class="postcontent restore ">
{BBCODE.html(post.text)}
</blockquote></div></div>
</div>
<div class="after_content">
{self._edited(post, visit.now)}
{signature}
</div>
<div class="cleardiv"></div>
</div>
</div>
<div class="postfoot"><div class="textcontrols floatcontainer"><span class="postcontrols"><a id="qrwq_{pid}" class="newreply" href="{visit.link("newreply", f"do=newreply&p={pid}")}" rel="nofollow">Reply With Quote</a></span></div></div>
<hr />
</li>"""

    def _edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        reason = f' <span class="reason"><strong>Reason:</strong> {escape(post.reason)}</span>' if post.reason else ""
        return f'<blockquote class="postcontent lastedited"><img src="images/buttons/edit_40b.png" class="inlineimg" alt="" /> Last edited by {escape(post.author)}; {self._date(post.edited, now, " at ")}.{reason}</blockquote>'

    def _profile(self, visit: Visit, member: Member) -> str:
        name = escape(member.name)
        if member.deleted:
            return f'<div class="username_container"><span class="username guest"><b>{name}</b></span></div>\n<span class="usertitle">Guest</span>'
        return f"""<div class="username_container"><div class="popupmenu memberaction">{self._name(visit, member.name)}
<ul class="popupbody popuphover memberaction_body"><li class="left"><a href="{visit.link("member", _named(member.uid, member.name))}" class="siteicon_profile">View Profile</a></li>
<li class="right"><a href="{visit.link("search", f"do=finduser&userid={member.uid}&contenttype=vBForum_Post&showposts=1")}" class="siteicon_forum" rel="nofollow">View Forum Posts</a></li></ul></div></div>
<span class="usertitle">{escape(member.title)}</span>
<dl class="userinfo_extra"><dt>Join Date</dt> <dd>{member.joined}</dd> <dt>Posts</dt> <dd>{member.posts:,}</dd></dl>"""

    # --- parts ---

    def _name(self, visit: Visit, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return f'<span class="username guest">{name}</span>'
        return f'<a class="username offline popupctrl" href="{visit.link("member", _named(member.uid, author))}" title="{name} is offline"><strong>{name}</strong></a>'

    def _date(self, at: datetime, now: datetime, between: str = ", ") -> str:
        day = {0: "Today", 1: "Yesterday"}.get(self.days_back(at, now), f"{self.local(at):%m-%d-%Y}")
        return f'{day}{between}<span class="time">{self.local(at):%I:%M %p}</span>'

    def _nav(self, visit: Visit, script: str, here: str, number: int, last: int, items: int, size: int) -> str:
        if last < 2:
            return ""

        def to(each: int) -> str:
            return visit.link(script, here if each == 1 else f"{here}/page{each}")

        def said(each: int) -> str:
            return f"results {(each - 1) * size + 1} to {min(each * size, items)} of {items}"

        numbers = "".join(
            f'<span class="selected"><a href="javascript://" title="{said(each).capitalize()}">{each}</a></span>'
            if each == number
            else f'<span><a href="{to(each)}" title="Show {said(each)}">{each}</a></span>'
            for each in range(1, last + 1)
        )
        before = (
            f'<span class="prev_next"><a rel="prev" href="{to(number - 1)}" title="Prev Page - {said(number - 1)}"><img src="images/pagination/previous-right.png" alt="Previous" /></a></span>'
            if number > 1
            else ""
        )
        after = (
            f'<span class="prev_next"><a rel="next" href="{to(number + 1)}" title="Next Page - {said(number + 1)}"><img src="images/pagination/next-right.png" alt="Next" /></a></span>'
            if number < last
            else ""
        )
        return f'<form action="{to(1)}" method="get" class="pagination popupmenu nohovermenu"><span><a href="javascript://" class="popupctrl">Page {number} of {last}</a></span>{before}{numbers}{after}</form>'


def _named(number: int, title: str, page: int = 1) -> str:
    """A number and a title, as they stand in a query: "102-Some-Title", "102-Some-Title/page2"."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")
    return f"{number}{f'-{words}' if words else ''}" + (f"/page{page}" if page > 1 else "")
