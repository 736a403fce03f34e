"""SMF 2.0, Curve: tables of topics, no arrow to the next page, times to the second; in German, queryless addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id
from tests.boards.smf import REDIRECT

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip

BBCODE = Markup(
    quote=lambda html, by: (
        f'<div class="quoteheader"><div class="topslice_quote">{f"Zitat von: {by}" if by else "Zitat"}</div></div>'
        f'<blockquote class="bbc_standard_quote">{html}</blockquote><div class="quotefooter"><div class="botslice_quote"></div></div>'
    ),
    code=lambda html: (
        '<div class="codeheader">Code: <a href="javascript:void(0);" onclick="return smfSelectText(this);" class="codeoperation">[Auswählen]</a></div>'
        f'<code class="bbc_code">{html.replace(chr(10), "<br />")}</code>'
    ),
    link=lambda url: f'<a href="{url}" class="bbc_link" target="_blank">{url}</a>',
    newline="<br />",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to know of who asks."""

    base: str
    now: datetime
    sid: str
    """Goes into every link; empty: the visitor has it as a cookie."""

    def link(self, query: str = "", anchor: str = "") -> str:
        """An address of the board, as HTML; boards and topics without a query of their own."""
        script = f"{escape(self.base)}/index.php"
        session = f"PHPSESSID={self.sid}" if self.sid else ""
        if query.startswith(("board=", "topic=")):
            path = query.replace("=", ",").replace(";", "/")
            return f"{script}/{path}.html{f'?{session}' if session else ''}{anchor}"
        together = "&amp;".join(filter(None, (session, query)))
        return script + (f"?{together}" if together else "") + anchor


class Smf20(Software):
    """`%d. %B %Y, %H:%M:%S`, as the German language files have it."""

    site: ClassVar[str] = "smf-2-0"
    engine: ClassVar[str] = "smf"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"
    post_edited: ClassVar[Shown] = "second"

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(REDIRECT if isinstance(thread, Pointer) else thread.tid)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/index.php/board,{board.fid}.{(number - 1) * self.rows_per_page}.html"

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/index.php/topic,{thread.tid}.{(number - 1) * self.posts_per_page}.html"

    def respond(self, request: Request, now: datetime) -> Response:
        known = "PHPSESSID=" in request.cookies
        sid = session_id(26)
        response = self._page(Visit(request.base, now, "" if known else sid), request)
        if known:
            return response
        return Response(response.body, response.status, (*response.headers, ("Set-Cookie", f"PHPSESSID={sid}; path=/")))

    def _page(self, visit: Visit, request: Request) -> Response:
        if found := re.fullmatch(r"/index\.php/board,(\d+)\.(\d+)\.html", request.path):
            board = self.world.board(int(found[1]))
            return Response(self._board(visit, board, int(found[2])) if board else self._missing(visit))
        if found := re.fullmatch(r"/index\.php/topic,(\d+)\.(msg)?(\d+|new)\.html", request.path):
            return self._topic(visit, int(found[1]), found[3], jump=bool(found[2]))
        if "action" in request.query:
            return Response(self._missing(visit))
        return Response(self._frame(visit, f"{self.world.forum.name} - Index", self._index(visit)))

    def _topic(self, visit: Visit, tid: int, start: str, *, jump: bool) -> Response:
        thread = self._moved_away() if tid == REDIRECT else self.world.forum.thread(tid)
        if thread is None:
            return Response(self._missing(visit))
        if start == "new":
            return Response(self._thread(visit, thread, len(thread.posts) - 1))
        found = self.world.thread_of(int(start)) if jump else None
        return Response(self._thread(visit, thread, found[1] if found else int(start)))

    def _moved_away(self) -> Thread:
        """What is left where a topic was: in 2.0 a topic like others, closed, with a word of the moderator's."""
        [pointer] = self.world.forum.pointers
        target = self.world.forum.thread(pointer.tid)
        assert target is not None
        said = Post(9100, pointer.by, pointer.at, "Dieses Thema wurde verschoben.")
        return Thread(REDIRECT, pointer.fid, f"VERSCHOBEN: {target.title}", (said,), locked=True)

    # --- a page ---

    def _frame(self, visit: Visit, title: str, content: str, crumbs: str = "") -> str:
        name, root = escape(self.world.forum.name), escape(visit.base)
        tree = f"""<div class="navigate_section"><ul>
<li><a href="{visit.link()}"><span>{name}</span></a></li>{crumbs}
</ul></div>"""
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<link rel="stylesheet" type="text/css" href="{root}/Themes/default/css/index.css?fin20" />
<script type="text/javascript"><!-- // --><![CDATA[
	var smf_theme_url = "{root}/Themes/default";
	var smf_scripturl = "{visit.link()}";
	var smf_iso_case_folding = false;
// ]]></script>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<title>{escape(title)}</title>
</head>
<body>
<div id="wrapper" style="width: 90%">
<div id="header"><div class="frame">
<div id="top_section"><h1 class="forumtitle"><a href="{visit.link()}">{name}</a></h1></div>
<div id="upper_section" class="middletext">
<div class="user">
<form id="guest_form" action="{visit.link("action=login2")}" method="post" accept-charset="UTF-8" >
<div class="info">Willkommen <strong>Gast</strong>. Bitte <a href="{visit.link("action=login")}">einloggen</a> oder <a href="{visit.link("action=register")}">registrieren</a>.</div>
<input type="text" name="user" size="10" class="input_text" /> <input type="password" name="passwrd" size="10" class="input_password" />
<input type="submit" value="Einloggen" class="button_submit" />
</form>
</div>
<div class="news normaltext"><h2>Neuigkeiten: </h2><p>{escape(self.world.announcement.title)}</p></div>
</div>
<div id="main_menu"><ul class="dropmenu" id="menu_nav"><li id="button_home"><a class="active firstlevel" href="{visit.link()}"><span class="last firstlevel">Übersicht</span></a></li></ul></div>
<br class="clear" />
</div></div>
<div id="content_section"><div class="frame"><div id="main_content_section">
{tree}
{content}
{tree}
</div></div></div>
<div id="footer_section"><div class="frame"><ul class="reset">
<li class="copyright"><span class="smalltext"><a href="{visit.link("action=credits")}" title="Simple Machines Forum" target="_blank" class="new_win">SMF 2.0.19</a> | \
<a href="http://www.simplemachines.org/about/smf/license.php" target="_blank" class="new_win">SMF &copy; 2017</a></span></li>
</ul></div></div>
</div>
</body></html>"""

    def _missing(self, visit: Visit) -> str:
        content = f"""<form action="{visit.link("action=login2")}" method="post" accept-charset="UTF-8" name="frmLogin" id="frmLogin">
<div class="tborder login">
<div class="cat_bar"><h3 class="catbg">Warnung!</h3></div>
<p class="information centertext">Das Thema, das du anschauen möchtest, existiert nicht oder ist für dich nicht einsehbar.<br />
Bitte logge dich ein oder <a href="{visit.link("action=register")}">registriere</a> dich.</p>
<dl><dt>Benutzername:</dt><dd><input type="text" name="user" size="20" class="input_text" /></dd>
<dt>Passwort:</dt><dd><input type="password" name="passwrd" size="20" class="input_password" /></dd></dl>
</div>
</form>"""
        return self._frame(visit, "Einloggen", content)

    def _crumbs(self, visit: Visit, board: Board) -> str:
        category = self.world.forum.category
        return (
            f'<li><a href="{visit.link("", f"#c{category.fid}")}"><span>{escape(category.name)}</span></a> &#187;</li>'
            f'<li><a href="{visit.link(f"board={board.fid}.0")}"><span>{escape(board.name)}</span></a></li>'
        )

    def _index(self, visit: Visit) -> str:
        rows = "".join(
            f'<tr id="board_{board.fid}" class="windowbg2"><td class="info"><a class="subject" href="{visit.link(f"board={board.fid}.0")}" '
            f'name="b{board.fid}">{escape(board.name)}</a><p>{escape(board.about)}</p></td></tr>'
            for board in self.world.boards
        )
        return (
            f'<div id="boardindex_table"><table class="table_list"><tbody class="content">{rows}</tbody></table></div>'
        )

    # --- a board ---

    def _board(self, visit: Visit, board: Board, start: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        number = start // size + 1
        shown = cut(entries, number, size)
        links = self._page_index(visit, f"board={board.fid}", number, pages(len(entries), size), size)
        columns = (
            ("subject", "Betreff"),
            ("starter", "Begonnen von"),
            ("replies", "Antworten"),
            ("views", "Aufrufe"),
            ("last_post", "Letzter Beitrag"),
        )
        head = [f'<a href="{visit.link(f"board={board.fid}.0;sort={key}")}">{said}</a>' for key, said in columns]
        header = (
            f'<th scope="col" class="first_th" width="8%" colspan="2">&nbsp;</th><th scope="col" class="lefttext">{head[0]} / {head[1]}</th>'
            f'<th scope="col" width="14%">{head[2]} / {head[3]}</th><th scope="col" class="lefttext last_th" width="22%">{head[4]}</th>'
            if shown
            else '<th scope="col" class="first_th" width="8%">&nbsp;</th><th colspan="3"><strong>Keine Themen verfügbar...</strong></th><th scope="col" class="last_th" width="8%">&nbsp;</th>'
        )
        content = f"""<a id="top"></a>
<div class="pagesection"><div class="pagelinks floatleft">{links} &nbsp;&nbsp;<a href="#bot"><strong>Nach unten</strong></a></div></div>
<div class="tborder topic_table" id="messageindex">
<table class="table_grid" cellspacing="0">
<thead><tr class="catbg">{header}</tr></thead>
<tbody>{"".join(self._row(visit, entry) for entry in shown)}
</tbody>
</table>
</div>
<a id="bot"></a>
<div class="pagesection"><div class="pagelinks">{links} &nbsp;&nbsp;<a href="#top"><strong>Nach oben</strong></a></div></div>
<div class="tborder" id="topic_icons"><div class="description"><p class="floatleft smalltext"><img src="{escape(visit.base)}/Themes/default/images/topic/normal_post.gif" alt="" /> Normales Thema</p></div></div>"""
        return self._frame(visit, board.name, content, self._crumbs(visit, board))

    def _row(self, visit: Visit, entry: Thread | Pointer) -> str:
        thread = self._moved_away() if isinstance(entry, Pointer) else entry
        moved, first, last = isinstance(entry, Pointer), thread.first, thread.last
        hot = "veryhot" if len(thread.posts) > 15 else "normal"
        icon = f"{hot}_post{'_locked' if thread.locked else ''}{'_sticky' if thread.sticky else ''}"
        plain = f"{'stickybg' if thread.sticky else ''}{' lockedbg' if thread.locked else ''}".strip() or "windowbg"
        title = f'<a href="{visit.link(f"topic={thread.tid}.0")}">{escape(thread.title)}</a>'
        subject = f"<strong>{title}</strong>" if thread.sticky else title
        there = visit.link(
            f"topic={thread.tid}.{(self.last_page(thread) - 1) * self.posts_per_page}", f"#msg{last.pid}"
        )
        images = f"{escape(visit.base)}/Themes/default/images"
        return f"""
<tr>
<td class="icon1 {plain}"><img src="{images}/topic/{icon}.gif" alt="" /></td>
<td class="icon2 {plain}"><img src="{images}/post/{"moved" if moved else "xx"}.gif" alt="" /></td>
<td class="subject {plain}2"><div >
{subject.replace("<a ", f'<span id="msg_{first.pid}"><a ', 1).replace("</a>", "</a></span>", 1)}
<p>Begonnen von {self._name(visit, first.author)}
<small id="pages{first.pid}">{self._row_pages(visit, thread)}</small></p>
</div></td>
<td class="stats {plain}">
{len(thread.posts) - 1} Antworten
<br />
{thread.views} Aufrufe
</td>
<td class="lastpost {plain}2">
<a href="{there}"><img src="{images}/icons/last_post.gif" alt="Letzter Beitrag" title="Letzter Beitrag" /></a>
{self.date(last.at, visit.now)}<br />
von {self._name(visit, last.author)}
</td>
</tr>"""

    def _row_pages(self, visit: Visit, thread: Thread) -> str:
        last, size = self.last_page(thread), self.posts_per_page
        if last < 2:
            return ""
        links = " ".join(
            f'<a class="navPages" href="{visit.link(f"topic={thread.tid}.{each * size}")}">{each + 1}</a>'
            for each in range(last)
        )
        return f"&#171; {links} &#187;"

    # --- a topic ---

    def _thread(self, visit: Visit, thread: Thread, start: int) -> str:
        size, last = self.posts_per_page, self.last_page(thread)
        number = min(start // size + 1, last)
        board = self.world.board(thread.fid)
        assert board is not None
        links = self._page_index(visit, f"topic={thread.tid}", number, last, size)
        shown = cut(list(enumerate(thread.posts)), number, size)
        topic = f"topic={thread.tid}.0"
        content = f"""<a id="top"></a>
<a id="msg{thread.first.pid}"></a>
<div class="pagesection">
<div class="nextlinks"><a href="{visit.link(f"{topic};prev_next=prev", "#new")}">&laquo; vorheriges</a> <a href="{visit.link(f"{topic};prev_next=next", "#new")}">nächstes &raquo;</a></div>
<div class="buttonlist floatright"><ul><li><a class="button_strip_print" href="{visit.link(f"action=printpage;{topic}")}" rel="new_win nofollow"><span class="last">Drucken</span></a></li></ul></div>
<div class="pagelinks floatleft">{links} &nbsp;&nbsp;<a href="#lastPost"><strong>Nach unten</strong></a></div>
</div>
<div id="forumposts">
<div class="cat_bar"><h3 class="catbg"><img src="{escape(visit.base)}/Themes/default/images/topic/normal_post.gif" align="bottom" alt="" />
<span id="author">Autor</span>
Thema: {escape(thread.title)} &nbsp;(Gelesen {thread.views} mal)</h3></div>
<form action="{visit.link(f"action=quickmod2;{topic}")}" method="post" accept-charset="UTF-8" name="quickModForm" id="quickModForm" style="margin: 0;">
{"".join(self._post(visit, thread, place, post) for place, post in shown)}
</form>
</div>
<a id="lastPost"></a>
<div class="pagesection"><div class="pagelinks floatleft">{links} &nbsp;&nbsp;<a href="#top"><strong>Nach oben</strong></a></div></div>"""
        crumbs = (
            self._crumbs(visit, board)
            + f'<li class="last"><a href="{visit.link(topic)}"><span>{escape(thread.title)}</span></a></li>'
        )
        return self._frame(visit, thread.title, content, crumbs)

    def _post(self, visit: Visit, thread: Thread, place: int, post: Post) -> str:
        member, pid = self.member(post.author), post.pid
        subject = escape(thread.title if place == 0 else f"Re: {thread.title}")
        here = visit.link(f"topic={thread.tid}.msg{pid}", f"#msg{pid}")
        about = (
            '<li class="membergroup">Gast</li>'
            if member.deleted
            else f'<li class="postgroup">{escape(member.title)}</li><li class="postcount">Beiträge: {member.posts}</li>'
        )
        anchor = f'<a id="msg{pid}"></a>' if place else ""
        lead = f"Antwort #{place} am:" if place else " am:"
        images = f"{escape(visit.base)}/Themes/default/images"
        signature = (
            f'<div class="signature" id="msg_{pid}_signature">{BBCODE.html(member.signature)}</div>'
            if member.signature
            else ""
        )
        return f"""
{anchor}
<div class="windowbg{2 if place % 2 else ""}">
<span class="topslice"><span></span></span>
<div class="post_wrapper">
<div class="poster">
<h4>{self._name(visit, post.author)}</h4>
<ul class="reset smalltext" id="msg_{pid}_extra_info">{about}</ul>
</div>
<div class="postarea">
<div class="flow_hidden"><div class="keyinfo">
<div class="messageicon"><img src="{images}/post/xx.gif" alt="" /></div>
<h5 id="subject_{pid}"><a href="{here}" rel="nofollow">{subject}</a></h5>
<div class="smalltext">&#171; <strong>{lead}</strong> {self.date(post.at, visit.now)} &#187;</div>
<div id="msg_{pid}_quick_mod"></div>
</div></div>
<div class="post"><div class="inner" id="msg_{pid}">{BBCODE.html(post.text)}</div></div>
</div>
<div class="moderatorbar">
<div class="smalltext modified" id="modified_{pid}">{self._edited(post, visit.now)}</div>
<div class="smalltext reportlinks"><img src="{images}/ip.gif" alt="" /> Gespeichert</div>
{signature}
</div>
</div>
<span class="botslice"><span></span></span>
</div>
<hr class="post_separator" />"""

    def _edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        return f"&#171; <em>Letzte Änderung: {self.date(post.edited, now)} von {escape(post.author)}</em> &#187;"

    # --- parts ---

    def _name(self, visit: Visit, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        return f'<a href="{visit.link(f"action=profile;u={member.uid}")}" title="Profil von {name} ansehen">{name}</a>'

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time as HTML: "<strong>Heute</strong> um 16:44:05", "08. November 2026, 12:56:10"."""
        local = self.local(at)
        day = {0: "Heute", 1: "Gestern"}.get(self.days_back(at, now))
        if day:
            return f"<strong>{day}</strong> um {local:%H:%M:%S}"
        return f"{local:%d}. {MONTHS[local.month - 1]} {local:%Y, %H:%M:%S}"

    def _page_index(self, visit: Visit, query: str, number: int, last: int, size: int) -> str:
        numbers = " ".join(
            f"[<strong>{each}</strong>]"
            if each == number
            else f'<a class="navPages" href="{visit.link(f"{query}.{(each - 1) * size}")}">{each}</a>'
            for each in range(1, last + 1)
        )
        return f"Seiten: {numbers} "
