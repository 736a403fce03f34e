"""vBulletin 3.8, default style: tables, `s=` in the links of a first hit, dates month first, the zone in the foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Software, cut, pages, session_id

BOX = (
    '<div style="margin:20px; margin-top:5px; ">\n<div class="smallfont" style="margin-bottom:2px">{}</div>\n{}\n</div>'
)
CELL = '<table cellpadding="6" cellspacing="0" border="0" width="100%"><tr><td class="alt2" style="border:1px inset">{}</td></tr></table>'

BBCODE = Markup(
    quote=lambda html, by: BOX.format(
        "Quote:",
        CELL.format(
            f'<div>Originally Posted by <strong>{by}</strong> <a href="showthread.php?p=1#post1" rel="nofollow">'
            '<img class="inlineimg" src="images/buttons/viewpost.gif" border="0" alt="View Post" /></a></div>'
            f'<div style="font-style:italic">{html}</div>'
            if by
            else html
        ),
    ),
    code=lambda html: BOX.format(
        "Code:", f'<pre class="alt2" dir="ltr" style="margin: 0px; padding: 6px; overflow: auto">{html}</pre>'
    ),
    link=lambda url: f'<a href="{url}" target="_blank">{cut_short(url)}</a>',
    bold="<b>{}</b>",
)


def cut_short(url: str) -> str:
    """Show a long address as vBulletin does."""
    return url if len(url) <= 55 else f"{url[:35]}...{url[-15:]}"


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to know of who asks."""

    now: datetime
    sid: str
    """Goes into every link; empty: the visitor has it as a cookie."""

    def link(self, script: str, query: str) -> str:
        session = f"s={self.sid}&amp;" if self.sid else ""
        return f"{script}.php?{session}{query.replace('&', '&amp;')}"


class VBulletin3(Software):
    """Stock settings of the English board."""

    site: ClassVar[str] = "vbulletin-3"
    engine: ClassVar[str] = "vbulletin"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forumdisplay.php?f={board.fid}" + (f"&order=desc&page={number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/showthread.php?t={thread.tid}" + (f"&page={number}" if number > 1 else "")

    def date(self, at: datetime, now: datetime, between: str = ", ") -> str:
        """`m-d-Y` and `h:i A`, with "Today" and "Yesterday"."""
        local, back = self.local(at), self.days_back(at, now)
        day = {0: "Today", 1: "Yesterday"}.get(back, f"{local:%m-%d-%Y}")
        return f"{day}{between}{local:%I:%M %p}"

    def respond(self, request: Request, now: datetime) -> Response:
        known = "bbsessionhash=" in request.cookies
        sid = session_id()
        body = self._page(Visit(now, "" if known else sid), request)
        cookies = () if known else (("Set-Cookie", f"bbsessionhash={sid}; path=/; HttpOnly"),)
        return Response(body, headers=cookies)

    def _page(self, visit: Visit, request: Request) -> str:
        number = max(request.number("page"), 1)
        if request.path == "/forumdisplay.php":
            board = self.world.board(request.number("f"))
            return self._board(visit, board, number) if board else self._message(visit, "Forum")
        if request.path == "/showthread.php":
            if found := self.world.thread_of(request.number("p")):
                return self._thread(visit, found[0], self.page_with(*found))
            thread = self.world.forum.thread(request.number("t"))
            return self._thread(visit, thread, number) if thread else self._message(visit, "Thread")
        return self._frame(visit, self.world.forum.name, "", self._index(visit))

    # --- a page ---

    def _frame(self, visit: Visit, title: str, crumbs: str, content: str) -> str:
        offset = self.local(visit.now).utcoffset()
        hours = int(offset.total_seconds() // 3600) if offset else 0
        gmt = f"GMT {hours:+d}".replace("+0", "").strip() if hours else "GMT"
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" lang="en">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<meta name="generator" content="vBulletin 3.8.4" />
<script type="text/javascript">
<!--
var SESSIONURL = "{f"s={visit.sid}&" if visit.sid else ""}";
var SECURITYTOKEN = "guest";
// -->
</script>
<title>{title}</title>
</head>
<body>
<a name="top"></a>
<table border="0" width="100%" cellpadding="0" cellspacing="0" align="center"><tr>
<td align="left"><a href="{visit.link("index", "")}"><img src="images/misc/vbulletin3_logo_white.gif" border="0" alt="{name}" /></a></td>
</tr></table>
<div align="center"><div class="page" style="width:100%; text-align:left"><div style="padding:0px 25px 0px 25px" align="left">
<br />
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center"><tr>
<td class="alt1" width="100%"><table cellpadding="0" cellspacing="0" border="0"><tr valign="bottom">
<td><a href="#" onclick="history.back(1); return false;"><img src="images/misc/navbits_start.gif" alt="Go Back" border="0" /></a></td>
<td>&nbsp;</td><td width="100%"><span class="navbar"><a href="{visit.link("index", "")}" accesskey="1">{name}</a></span>{crumbs}</td></tr>
<tr><td class="navbar" style="font-size:10pt; padding-top:1px" colspan="3"><a href="/"><img class="inlineimg" src="images/misc/navbits_finallink_ltr.gif" alt="Reload this Page" border="0" /></a> <strong>
{title.removesuffix(f" - {name}")}
</strong></td></tr></table></td>
<td class="alt2" nowrap="nowrap" style="padding:0px"><form action="login.php?do=login" method="post"><table cellpadding="0" cellspacing="3" border="0"><tr>
<td class="smallfont"><label for="navbar_username">User Name</label></td>
<td><input type="text" class="bginput" name="vb_login_username" id="navbar_username" size="10" value="User Name" /></td></tr><tr>
<td class="smallfont"><label for="navbar_password">Password</label></td>
<td><input type="password" class="bginput" name="vb_login_password" id="navbar_password" size="10" /></td></tr></table>
<input type="hidden" name="s" value="{visit.sid}" /><input type="hidden" name="do" value="login" /></form></td>
</tr></table>
<br />
{content}
<br />
<div class="smallfont" align="center">All times are {gmt}. The time now is <span class="time">{self.local(visit.now):%I:%M %p}</span>.</div>
</div></div></div>
<div align="center"><div class="smallfont" align="center">Powered by vBulletin&reg; Version 3.8.4<br />Copyright &copy;2000 - 2009, Jelsoft Enterprises Ltd.</div></div>
</body>
</html>"""

    def _message(self, visit: Visit, what: str) -> str:
        text = (
            f"Invalid {what} specified. If you followed a valid link, please notify the "
            f'<a href="{visit.link("sendmessage", "")}">administrator</a>'
        )
        content = f"""<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="70%" align="center">
<tr><td class="tcat">vBulletin Message</td></tr>
<tr><td class="panelsurround" align="center"><div class="panel"><div align="left"><div style="margin: 10px">{text}</div></div></div></td></tr></table>"""
        return self._frame(visit, escape(self.world.forum.name), "", content)

    def _index(self, visit: Visit) -> str:
        rows = "".join(
            f'<tr align="center"><td class="alt1Active" colspan="2" align="left" id="f{board.fid}"><div>'
            f'<a href="{visit.link("forumdisplay", f"f={board.fid}")}"><strong>{escape(board.name)}</strong></a></div>'
            f'<div class="smallfont">{escape(board.about)}</div></td></tr>'
            for board in self.world.boards
        )
        return f'<table class="tborder" width="100%"><tbody>{rows}</tbody></table>'

    def _crumb(self, visit: Visit, board: Board) -> str:
        return f' <span class="navbar">&gt; <a href="{visit.link("forumdisplay", f"f={board.fid}")}">{escape(board.name)}</a></span>'

    def _nav(self, visit: Visit, script: str, query: str, number: int, last: int) -> str:
        if last == 1:
            return ""
        link = {page: visit.link(script, query + (f"&page={page}" if page > 1 else "")) for page in range(1, last + 1)}
        cells = "".join(
            f'<td class="alt2"><span class="smallfont" title="Showing results"><strong>{page}</strong></span></td>'
            if page == number
            else f'<td class="alt1"><a class="smallfont" href="{link[page]}" title="Show results">{page}</a></td>'
            for page in link
        )
        back = (
            f'<td class="alt1"><a rel="prev" class="smallfont" href="{link[number - 1]}">&lt;</a></td>'
            if number > 1
            else ""
        )
        on = (
            f'<td class="alt1"><a rel="next" class="smallfont" href="{link[number + 1]}">&gt;</a></td>'
            if number < last
            else ""
        )
        return f"""<table cellpadding="0" cellspacing="0" border="0" width="100%"><tr><td align="right"><div class="pagenav" align="right">
<table class="tborder" cellpadding="3" cellspacing="1" border="0"><tr><td class="vbmenu_control" style="font-weight:normal">Page {number} of {last}</td>
{back}{cells}{on}<td class="vbmenu_control" title="{visit.link(script, query)}"><a name="PageNav"></a></td></tr></table></div></td></tr></table>"""

    # --- a forum ---

    def _board(self, visit: Visit, board: Board, number: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = min(number, last)
        rows = "".join(self._row(visit, entry) for entry in cut(entries, number, size))
        [said] = self.world.forum.announcements
        link = visit.link("announcement", f"f={board.fid}&a={said.aid}")
        nav = self._nav(visit, "forumdisplay", f"f={board.fid}&order=desc", number, last)
        content = f"""{nav}
<form action="inlinemod.php?forumid={board.fid}" method="post" id="inlinemodform">
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center" id="threadslist">
<tbody><tr><td class="thead" colspan="2">&nbsp;</td><td class="thead" width="100%"><a href="{visit.link("forumdisplay", f"f={board.fid}&sort=title")}" rel="nofollow">Thread</a> / Thread Starter</td>
<td class="thead" width="150" align="center">Last Post</td><td class="thead" align="center">Replies</td><td class="thead" align="center">Views</td></tr>
<tr><td class="alt1"><img src="images/statusicon/announcement_old.gif" border="0" alt="" /></td><td class="alt2" colspan="5"><div>
<span class="smallfont" style="float:right">Views: <strong>1,204</strong> <a href="{link}"><img class="inlineimg" src="images/buttons/lastpost.gif" alt="" border="0" /></a></span>
<strong>Announcement</strong>: <a href="{link}">{escape(said.title)}</a></div><div><span style="float:right"><span class="smallfont">{self.local(said.at):%m-%d-%Y}</span></span>
<span class="smallfont"><a href="{visit.link("member", "u=1")}">{escape(said.by)}</a> (Administrator)</span></div></td></tr></tbody>
<tbody id="threadbits_forum_{board.fid}">{rows}</tbody></table></form>{nav}"""
        return self._frame(visit, f"{escape(board.name)} - {escape(self.world.forum.name)}", "", content)

    def _row(self, visit: Visit, entry: Thread | Pointer) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved = isinstance(entry, Pointer)
        own = 500 + thread.tid if moved else thread.tid  # what is left of a moved thread has an id of its own
        icon = "thread_moved" if moved else "thread" + ("_lock" if thread.locked else "")
        said = "Moved: " if moved else "Sticky: " if thread.sticky else ""
        pin = '<span style="float:right"> <img class="inlineimg" src="images/misc/sticky.gif" alt="Sticky Thread" /> </span>'
        address = f"t={thread.tid}"
        last = self.last_page(thread)
        more = "".join(
            f' <a href="{visit.link("showthread", f"{address}&page={page}")}">{page}</a>' for page in range(2, last + 1)
        )
        multi = f' <span class="smallfont" style="white-space:nowrap">(<img class="inlineimg" src="images/misc/multipage.gif" alt="Multi-page thread" border="0" />{more})</span>'
        member = self.member(thread.first.author)
        name = escape(member.name)
        who = (
            name
            if member.deleted
            else f"<span style=\"cursor:pointer\" onclick=\"window.open('{visit.link('member', f'u={member.uid}')}', '_self')\">{name}</span>"
        )
        return f"""<tr>
<td class="alt1" id="td_threadstatusicon_{own}"><img src="images/statusicon/{icon}.gif" id="thread_statusicon_{own}" alt="" border="" /></td>
<td class="alt2">&nbsp;</td>
<td class="alt1" id="td_threadtitle_{own}" title="{escape(thread.first.text[:80])}"><div>{pin if thread.sticky and not moved else ""}
{said}{escape(f"[{thread.prefix}]") if thread.prefix and not moved else ""} <a href="{visit.link("showthread", address)}" id="thread_title_{own}">{escape(thread.title)}</a>{multi if more and not moved else ""}</div>
<div class="smallfont">{who}</div></td>
{self._figures(visit, thread, moved)}
</tr>"""

    def _figures(self, visit: Visit, thread: Thread, moved: bool) -> str:
        if moved:
            return '<td class="alt2" align="center">-</td><td class="alt1" align="center">-</td><td class="alt2" align="center">-</td>'
        replies, views, last = f"{len(thread.posts) - 1:,}", f"{thread.views:,}", thread.last
        when = self.date(last.at, visit.now, ' <span class="time">') + "</span>"
        by = f'<a href="{visit.link("member", f"find=lastposter&t={thread.tid}")}" rel="nofollow">{escape(last.author)}</a>'
        return f"""<td class="alt2" title="Replies: {replies}, Views: {views}"><div class="smallfont" style="text-align:right; white-space:nowrap">
{when}<br />
by {by}  <a href="{visit.link("showthread", f"p={last.pid}")}#post{last.pid}"><img class="inlineimg" src="images/buttons/lastpost.gif" alt="Go to last post" border="0" /></a></div></td>
<td class="alt1" align="center"><a href="misc.php?do=whoposted&amp;t={thread.tid}" onclick="who({thread.tid}); return false;">{replies}</a></td>
<td class="alt2" align="center">{views}</td>"""

    # --- a thread ---

    def _thread(self, visit: Visit, thread: Thread, number: int) -> str:
        last = self.last_page(thread)
        number = min(number, last)
        board = self.world.board(thread.fid)
        assert board is not None
        nav = self._nav(visit, "showthread", f"t={thread.tid}", number, last)
        shown = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        prefix = f"<b>[{escape(thread.prefix)}]</b> " if thread.prefix else ""
        content = f"""<a name="poststop" id="poststop"></a>{nav}
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center" style="border-bottom-width:0px"><tr>
<td class="tcat" width="100%"><div class="smallfont">&nbsp;</div></td>
<td class="vbmenu_control" id="threadtools" nowrap="nowrap"><a href="/showthread.php?t={thread.tid}&amp;nojs=1#goto_threadtools">Thread Tools</a></td></tr></table>
<div id="posts">{"".join(self._post(visit, thread, place, post) for place, post in shown)}<div id="lastpost"></div></div>
{nav}
<div class="vbmenu_popup" id="threadtools_menu" style="display:none"><table><tr><td class="vbmenu_option"><a href="{visit.link("printthread", f"t={thread.tid}")}" accesskey="3" rel="nofollow">Show Printable Version</a></td></tr></table></div>
<table class="tborder" width="100%"><tr><td class="thead" width="50%">&laquo; <a href="{visit.link("showthread", f"t={thread.tid}&goto=nextoldest")}">Previous Thread</a> | <a href="{visit.link("showthread", f"t={thread.tid}&goto=nextnewest")}">Next Thread</a> &raquo;</td></tr></table>"""
        return self._frame(
            visit,
            f"{prefix}{escape(thread.title)} - {escape(self.world.forum.name)}",
            self._crumb(visit, board),
            content,
        )

    def _post(self, visit: Visit, thread: Thread, place: int, post: Post) -> str:
        member, pid, name = self.member(post.author), post.pid, escape(post.author)
        profile = f'<a class="bigusername" href="{visit.link("member", f"u={member.uid}")}">{name}</a> <script type="text/javascript"> vbmenu_register("postmenu_{pid}", true); </script>'
        about = f"<div>Join Date: {member.joined}</div><div>Posts: {member.posts:,}</div>"
        title = f'<div class="smallfont"><img class="inlineimg" src="images/icons/icon1.gif" alt="Default" border="0" /> <strong>{escape(thread.title)}</strong></div><hr size="1" />'
        signed = f"<div>__________________<br />{escape(member.signature)}</div>" if member.signature else ""
        edited = ""
        if post.edited:
            reason = f" Reason: {escape(post.reason)}" if post.reason else ""
            when = self.date(post.edited, visit.now, ' at <span class="time">')
            edited = (
                f'<div class="smallfont"><hr size="1" /><em>Last edited by {name}; {when}</span>.{reason}</em></div>'
            )
        return f"""<div align="center"><div class="page" style="width:100%; text-align:left"><div style="padding:0px 25px 0px 25px" align="left">
<div id="edit{pid}" style="padding:0px 0px 6px 0px"><table id="post{pid}" class="tborder" cellpadding="6" cellspacing="0" border="0" width="100%" align="center"><tr>
<td class="thead" style="font-weight:normal"><a name="post{pid}"><img class="inlineimg" src="images/statusicon/post_old.gif" alt="Old" border="0" /></a>
{self.date(post.at, visit.now)}
</td>
<td class="thead" style="font-weight:normal" align="right">&nbsp; #<a href="{visit.link("showpost", f"p={pid}&postcount={place}")}" target="new" rel="nofollow" id="postcount{pid}" name="{place}"><strong>{place}</strong></a></td></tr>
<tr valign="top"><td class="alt2" width="175"><div id="postmenu_{pid}">{name if member.deleted else profile}</div>
<div class="smallfont">{escape(member.title)}</div><div class="smallfont">&nbsp;<br />{"" if member.deleted else about}<div></div></div></td>
<td class="alt1" id="td_post_{pid}">{title if place == 1 else ""}<div id="post_message_{pid}">{BBCODE.html(post.text)}</div>
{signed}{edited}</td></tr>
<tr><td class="alt2"><img class="inlineimg" src="images/statusicon/user_offline.gif" alt="{name} is offline" border="0" /> &nbsp;</td>
<td class="alt1" align="right"><a href="{visit.link("newreply", f"do=newreply&p={pid}")}" rel="nofollow"><img src="images/buttons/quote.gif" alt="Reply With Quote" border="0" /></a></td></tr></table></div>
</div></div></div>"""
