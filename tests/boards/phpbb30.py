"""phpBB 3.0, subsilver2: tables, in German, with the addresses of a rewriting extension and no `<time>`."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Member, Pointer, Post, Thread
from tests.boards.markup import Markup, shortened
from tests.boards.serving import Shown, Software, cut, pages

DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
COLOURS = {"admin": "AA0000", "mod": "00AA00"}

BBCODE = Markup(
    quote=lambda html, by: (
        f'<div class="quotetitle">{f"<b>{by} hat geschrieben:</b>" if by else "<b>Zitat:</b>"}</div><div class="quotecontent">{html}</div>'
    ),
    code=lambda html: (
        f'<div class="codetitle"><b>Code:</b></div><div class="codecontent">{html.replace(chr(10), "<br />")}</div>'
    ),
    link=lambda url: f'<a class="postlink" href="{url}">{shortened(url)}</a>',
    bold='<span style="font-weight: bold">{}</span>',
    newline="<br />",
)


class PhpBB30(Software):
    """Date format `|D j. M Y|, H:i`; the foot names the time zone. Its announcement is global: on every board."""

    site: ClassVar[str] = "phpbb-3-0"
    engine: ClassVar[str] = "phpbb"
    names_zone: ClassVar[bool] = False
    announced: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "minute"

    def board_path(self, board: Board, number: int = 1) -> str:
        start = (number - 1) * self.rows_per_page
        return f"/{slug(board.name)}-f{board.fid}/" + (f"page{start}.html" if start else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        board, start = self._board_of(thread), (number - 1) * self.posts_per_page
        return f"/{slug(board.name)}-f{board.fid}/{slug(thread.title)}-t{thread.tid}" + (
            f"-{start}.html" if start else ".html"
        )

    def found_on(self, thread: Thread) -> set[str]:
        everywhere = {board.name.lower() for board in self.world.boards}
        return everywhere if thread.tid == self.world.announcement.tid else super().found_on(thread)

    def respond(self, request: Request, now: datetime) -> Response:
        base, path = request.base, request.path
        if path in ("/", "/index.php"):
            return Response(self._frame(base, now, "Foren-Übersicht", self._index(base)))
        if found := re.fullmatch(r"/[^/]*-f(\d+)/(?:page(\d+)\.html)?", path):
            board = self.world.board(int(found[1]))
            missing = self._message(base, now, "Das ausgewählte Forum existiert nicht.")
            return Response(self._board(base, now, board, int(found[2] or 0))) if board else missing
        if found := re.fullmatch(r"/[^/]*/[^/]*-t(\d+)(?:-(\d+))?\.html", path):
            thread = self.world.thread(int(found[1]))
            missing = self._message(base, now, "Das ausgewählte Thema existiert nicht.")
            return Response(self._thread(base, now, thread, int(found[2] or 0))) if thread else missing
        if (found := re.fullmatch(r"/post(\d+)\.html", path)) and (of_post := self.world.thread_of(int(found[1]))):
            thread, place = of_post
            return Response(self._thread(base, now, thread, place))
        return Response("<html><body><h1>Not Found</h1></body></html>", 404)

    def _board_of(self, thread: Thread) -> Board:
        board = self.world.board(thread.fid)
        assert board is not None
        return board

    # --- a page ---

    def _frame(self, base: str, now: datetime, title: str, content: str, crumbs: str = "") -> str:
        name, root = escape(self.world.forum.name), escape(base)
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" lang="de" xml:lang="de">
<head>
<base href="{root}/"/>
<meta http-equiv="content-type" content="text/html; charset=UTF-8" />
<title>{escape(title)} &bull; {name}</title>
<link rel="stylesheet" href="{root}/styles/subsilver2/theme/stylesheet.css" type="text/css" />
</head>
<body class="ltr">
<a name="top"></a>
<div id="wrapheader">
<div id="logodesc"><table width="100%" cellspacing="0"><tr>
<td><a href="{root}/"><img src="{root}/styles/subsilver2/imageset/site_logo.gif" width="170" height="94" alt="" title="" /></a></td>
<td width="100%" align="center"><h1>{name}</h1><span class="gen">Unter Wasser</span></td>
</tr></table></div>
<div id="menubar"><table width="100%" cellspacing="0"><tr>
<td class="genmed"><a href="{root}/ucp.php?mode=login">Anmelden</a>&nbsp; &nbsp;<a href="{root}/ucp.php?mode=register">Registrieren</a></td>
<td class="genmed" align="right"><a href="{root}/faq.php">FAQ</a>&nbsp; &nbsp;<a href="{root}/search.php">Suche</a></td>
</tr></table></div>
<div id="datebar"><table width="100%" cellspacing="0"><tr>
<td class="gensmall"></td><td class="gensmall" align="right">Aktuelle Zeit: {self.date(now, now)}<br /></td>
</tr></table></div>
</div>
<div id="wrapcentre">
<p class="searchbar"><span style="float: left;"><a href="{root}/search.php?search_id=unanswered">Unbeantwortete Themen</a></span></p>
<br style="clear: both;" />
<table class="tablebg" width="100%" cellspacing="1" cellpadding="0" style="margin-top: 5px;"><tr><td class="row1">
<p class="breadcrumbs"><a href="{root}/">Foren-Übersicht</a>{crumbs}</p>
<p class="datetime">Alle Zeiten sind {self._offset(now)} </p>
</td></tr></table>
<br />
{content}
</div>
<div id="wrapfooter"><span class="copyright">Powered by <a href="http://www.phpbb.com/">phpBB</a> &copy; 2000, 2002, 2005, 2007 phpBB Group</span></div>
</body>
</html>"""

    def _message(self, base: str, now: datetime, text: str) -> Response:
        """Version 3.0 says so with status 200."""
        content = f"""<br /><br />
<table class="tablebg" width="100%" cellspacing="1"><tr><th>Information</th></tr>
<tr><td class="row1" align="center"><br /><p class="gen">{escape(text)}</p><br /></td></tr></table>"""
        return Response(self._frame(base, now, "Information", content))

    def _crumbs(self, base: str, board: Board) -> str:
        category = self.world.forum.category
        return "".join(
            f' &#187; <a href="{escape(base + self.board_path(each))}">{escape(each.name)}</a>'
            for each in (category, board)
        )

    def _index(self, base: str) -> str:
        rows = "".join(
            f'<tr><td class="row1" width="50" align="center"></td><td class="row1" width="100%"><a class="forumlink" href="{escape(base + self.board_path(board))}">'
            f'{escape(board.name)}</a><p class="forumdesc">{escape(board.about)}</p></td></tr>'
            for board in self.world.boards
        )
        return f'<table class="tablebg" cellspacing="1" width="100%">{rows}</table>'

    # --- a forum ---

    def _board(self, base: str, now: datetime, board: Board, start: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = min(start // size + 1, last)
        announcement = self.world.announcement
        head = '<tr><td class="row3" colspan="6"><b class="gensmall">{}</b></td></tr>'
        rows = [
            head.format("Bekanntmachungen"),
            self._row(base, now, announcement),
            head.format("Themen"),
            *(self._row(base, now, entry) for entry in cut(entries, number, size)),
        ]
        links = self._pagination([base + self.board_path(board, each) for each in range(1, last + 1)], number)
        bar = f"""<table width="100%" cellspacing="1"><tr>
<td align="left" valign="middle"><a href="{escape(base)}/posting.php?mode=post&amp;f={board.fid}"><img src="{escape(base)}/styles/subsilver2/imageset/de/button_topic_new.gif" alt="Ein neues Thema erstellen" /></a></td>
<td class="nav" valign="middle" nowrap="nowrap">&nbsp;Seite <strong>{number}</strong> von <strong>{last}</strong><br /></td>
<td class="gensmall" nowrap="nowrap">&nbsp;[ {len(entries)} Themen ]&nbsp;</td>
<td class="gensmall" width="100%" align="right" nowrap="nowrap">{links}</td>
</tr></table>"""
        content = f"""<div id="pageheader"><h2><a class="titles" href="{escape(base + self.board_path(board))}">{escape(board.name)}</a></h2></div>
<br clear="all" /><br />
<div id="pagecontent">
{bar}
<table class="tablebg" width="100%" cellspacing="1">
<tr><td class="cat" colspan="6"><table width="100%" cellspacing="0"><tr class="nav"><td valign="middle">&nbsp;</td></tr></table></td></tr>
<tr><th colspan="2">&nbsp;Themen&nbsp;</th><th>&nbsp;Autor&nbsp;</th><th>&nbsp;Antworten&nbsp;</th><th>&nbsp;Zugriffe&nbsp;</th><th>&nbsp;Letzter Beitrag&nbsp;</th></tr>
{"".join(rows)}
<tr align="center"><td class="cat" colspan="6"><form method="post" action="{escape(base + self.board_path(board))}"><span class="gensmall">Themen der letzten Zeit anzeigen:</span></form></td></tr>
</table>
{bar}
<br clear="all" />
</div>"""
        return self._frame(base, now, board.name, content, self._crumbs(base, board))

    def _row(self, base: str, now: datetime, entry: Thread | Pointer) -> str:
        thread = self.world.thread(entry.tid)
        assert thread is not None
        moved = isinstance(entry, Pointer)
        kind = (
            "moved"
            if moved
            else "announce"
            if thread.tid == self.world.announcement.tid
            else "sticky"
            if thread.sticky
            else "topic"
        )
        image = "topic_moved" if moved else f"{kind}_read{'_locked' if thread.locked and kind != 'announce' else ''}"
        said = "Verschoben" if moved else "Dieses Thema ist gesperrt" if thread.locked else "Keine ungelesenen Beiträge"
        return f"""
<tr>
<td class="row1" width="25" align="center"><img src="{escape(base)}/styles/subsilver2/imageset/{image}.gif" width="19" height="18" alt="{said}" title="{said}" /></td>
<td class="row1">
{"<b>Verschoben:</b> " if moved else ""}<a title="Verfasst: {self.date(thread.first.at, now)}" href="{escape(base + self.thread_path(thread))}" class="topictitle">{escape(thread.title)}</a>
{self._row_pages(base, thread)}
</td>
<td class="row2" width="130" align="center"><p class="topicauthor">{self._name(base, thread.first.author)}</p></td>
<td class="row1" width="50" align="center"><p class="topicdetails">{len(thread.posts) - 1}</p></td>
<td class="row2" width="50" align="center"><p class="topicdetails">{thread.views}</p></td>
<td class="row1" width="140" align="center">
<p class="topicdetails" style="white-space: nowrap;">{self.date(thread.last.at, now)}</p>
<p class="topicdetails">{self._name(base, thread.last.author)}
<a href="{escape(base)}/post{thread.last.pid}.html#p{thread.last.pid}"><img src="{escape(base)}/styles/subsilver2/imageset/icon_topic_latest.gif" alt="Neuester Beitrag" title="Neuester Beitrag" /></a>
</p>
</td>
</tr>"""

    def _row_pages(self, base: str, thread: Thread) -> str:
        last = self.last_page(thread)
        if last < 2:
            return ""
        links = ", ".join(
            f'<a href="{escape(base + self.thread_path(thread, each))}">{each}</a>' for each in range(1, last + 1)
        )
        return f'<p class="gensmall"> [ <img src="{escape(base)}/styles/subsilver2/imageset/icon_pages.gif" alt="Gehe zu Seite" />Gehe zu Seite: {links} ] </p>'

    # --- a topic ---

    def _thread(self, base: str, now: datetime, thread: Thread, start: int) -> str:
        size, last = self.posts_per_page, self.last_page(thread)
        number = min(start // size + 1, last)
        board = self._board_of(thread)
        links = self._pagination([base + self.thread_path(thread, each) for each in range(1, last + 1)], number)
        bar = f"""<table width="100%" cellspacing="1"><tr>
<td align="left" valign="middle" nowrap="nowrap"><a href="{escape(base)}/posting.php?mode=reply&amp;f={board.fid}&amp;t={thread.tid}"><img src="{escape(base)}/styles/subsilver2/imageset/de/button_topic_reply.gif" alt="Auf das Thema antworten" /></a></td>
<td class="nav" valign="middle" nowrap="nowrap">&nbsp;Seite <strong>{number}</strong> von <strong>{last}</strong><br /></td>
<td class="gensmall" nowrap="nowrap">&nbsp;[ {len(thread.posts)} Beiträge ]&nbsp;</td>
<td class="gensmall" width="100%" align="right" nowrap="nowrap">{links}</td>
</tr></table>"""
        shown = cut(list(enumerate(thread.posts)), number, size)
        content = f"""<div id="pageheader"><h2><a class="titles" href="{escape(base + self.thread_path(thread))}">{escape(thread.title)}</a></h2></div>
<br clear="all" /><br />
<div id="pagecontent">
{bar}
<table class="tablebg" width="100%" cellspacing="1"><tr><td class="cat"><table width="100%" cellspacing="0"><tr>
<td class="nav" nowrap="nowrap">&nbsp;<a href="{escape(base)}/viewtopic.php?f={board.fid}&amp;t={thread.tid}&amp;view=print" title="Druckansicht">Druckansicht</a></td>
<td class="nav" align="right" nowrap="nowrap"><a href="{escape(base)}/viewtopic.php?f={board.fid}&amp;t={thread.tid}&amp;view=previous">Vorheriges Thema</a> | <a href="{escape(base)}/viewtopic.php?f={board.fid}&amp;t={thread.tid}&amp;view=next">Nächstes Thema</a>&nbsp;</td>
</tr></table></td></tr></table>
{"".join(self._post(base, now, thread, place, post) for place, post in shown)}
{bar}
</div>"""
        return self._frame(base, now, thread.title, content, self._crumbs(base, board))

    def _post(self, base: str, now: datetime, thread: Thread, place: int, post: Post) -> str:
        member, pid = self.member(post.author), post.pid
        colour = COLOURS.get(member.group)
        style = f' style="color: #{colour}"' if colour else ""
        row = f"row{1 + place % 2}"
        head = "<tr><th>Autor</th><th>Nachricht</th></tr>" if place % self.posts_per_page == 0 else ""
        subject = escape(thread.title if place == 0 else f"Re: {thread.title}")
        signature = (
            f'<span class="postbody"><br />_________________<br />{BBCODE.html(member.signature)}</span>'
            if member.signature
            else ""
        )
        return f"""
<table class="tablebg" width="100%" cellspacing="1">
{head}
<tr class="{row}">
<td align="center" valign="middle"><a name="p{pid}"></a><b class="postauthor"{style}>{escape(post.author)}</b></td>
<td width="100%" height="25"><table width="100%" cellspacing="0"><tr>
<td class="gensmall" width="100%"><div style="float: left;">&nbsp;<b>Betreff des Beitrags:</b> {subject}</div><div style="float: right;">\
<a href="{escape(base)}/post{pid}.html#p{pid}"><img src="{escape(base)}/styles/subsilver2/imageset/icon_post_target.gif" alt="Beitrag" title="Beitrag" /></a>\
<b>Verfasst:</b> {self.date(post.at, now)}&nbsp;</div></td>
</tr></table></td>
</tr>
<tr class="{row}">
<td valign="top" class="profile">
{self._profile(base, member)}
</td>
<td valign="top"><table width="100%" cellspacing="5"><tr><td>
<div class="postbody">{BBCODE.html(post.text)}</div>
{signature}
{self._edited(post, now)}
<br clear="all" /><br />
<table width="100%" cellspacing="0"><tr valign="middle"><td class="gensmall" align="right"></td></tr></table>
</td></tr></table></td>
</tr>
<tr class="{row}">
<td class="profile"><strong><a href="#wrapheader">Nach oben</a></strong></td>
<td><div class="gensmall" style="float: left;">&nbsp;</div><div class="gensmall" style="float: right;"><a href="{escape(base)}/posting.php?mode=quote&amp;p={pid}">\
<img src="{escape(base)}/styles/subsilver2/imageset/de/icon_post_quote.gif" alt="Mit Zitat antworten" /></a>&nbsp;</div></td>
</tr>
<tr><td class="spacer" colspan="2" height="1"><img src="images/spacer.gif" alt="" width="1" height="1" /></td></tr>
</table>"""

    def _profile(self, base: str, member: Member) -> str:
        if member.deleted:
            return '<table cellspacing="4" align="center" width="150"><tr><td></td></tr></table><span class="postdetails"></span>'
        return f"""<table cellspacing="4" align="center" width="150"><tr><td class="postdetails">{escape(member.title)}</td></tr></table>
<span class="postdetails"><br /><b>Registriert:</b> Mi 28. Sep 2022, 21:12<br /><b>Beiträge:</b> {member.posts}</span>"""

    def _edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        said = f"Zuletzt geändert von {escape(post.author)} am {self.date(post.edited, now)}, insgesamt 1-mal geändert."
        if not post.reason:
            return f'<br /><br /><span class="gensmall">{said}</span>'
        return f"""<br /><br /><table class="tablebg" width="100%" cellspacing="1">
<tr><td class="row3"><span class="gensmall">{said}</span></td></tr>
<tr><td class="row2"><span class="genmed">{escape(post.reason)}</span></td></tr></table>"""

    # --- parts ---

    def _name(self, base: str, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        colour = COLOURS.get(member.group)
        style = f' style="color: #{colour};" class="username-coloured"' if colour else ""
        return f'<a href="{escape(base)}/member{member.uid}.html"{style}>{name}</a>'

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time: "vor 9 Minuten", "Heute, 16:44", "So 8. Nov 2026, 12:56"."""
        local, minutes = self.local(at), int((now - at).total_seconds() // 60)
        if minutes < 60:
            return f"vor {minutes} Minute{'' if minutes == 1 else 'n'}" if minutes else "vor weniger als einer Minute"
        full = f"{DAYS[local.weekday()]} {local.day}. {MONTHS[local.month - 1]} {local.year}"
        return f"{ {0: 'Heute', 1: 'Gestern'}.get(self.days_back(at, now), full) }, {local:%H:%M}"

    def _offset(self, now: datetime) -> str:
        shown = self.local(now).utcoffset()
        hours = int(shown.total_seconds() // 3600) if shown else 0
        return (
            f"UTC {'+' if hours > 0 else '-'} {abs(hours)} Stunde{'' if abs(hours) == 1 else 'n'}" if hours else "UTC"
        )

    def _pagination(self, addresses: list[str], number: int) -> str:
        if len(addresses) < 2:
            return ""
        numbers = '<span class="page-sep">, </span>'.join(
            f"<strong>{each}</strong>" if each == number else f'<a href="{escape(address)}">{each}</a>'
            for each, address in enumerate(addresses, 1)
        )
        before = f'<a href="{escape(addresses[number - 2])}">Vorherige</a>&nbsp;&nbsp;' if number > 1 else ""
        after = f'&nbsp;&nbsp;<a href="{escape(addresses[number])}">Nächste</a>' if number < len(addresses) else ""
        return f'<b><a href="#" onclick="jumpto(); return false;" title="Klicke hier, um auf die Seite … zu gehen">Gehe zu Seite</a> {before}{numbers}{after}</b>'


def slug(title: str) -> str:
    """Make the readable part of an address; what is no Latin letter is left out."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "topic"
