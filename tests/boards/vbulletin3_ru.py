"""vBulletin 3.8: tables, `showthread.php?t=`, `s=` in the links of a first hit; in Russian, day first, with dots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Member, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Software, cut, pages, session_id

_BOX = '<div style="margin:20px; margin-top:5px; "><div class="smallfont" style="margin-bottom:2px">{}</div>{}</div>'

BBCODE = Markup(
    quote=lambda html, by: _BOX.format(
        "Цитата:",
        '<table cellpadding="6" cellspacing="0" border="0" width="100%"><tr><td class="alt2" style="border:1px inset">'
        + (f'<div>Сообщение от <strong>{by}</strong></div><div style="font-style:italic">{html}</div>' if by else html)
        + "</td></tr></table>",
    ),
    code=lambda html: _BOX.format(
        "Код:",
        f'<pre class="alt2" dir="ltr" style="margin: 0px; padding: 6px; border: 1px inset; width: 640px; height: 66px; text-align: left; overflow: auto">{html}</pre>',
    ),
    link=lambda url: f'<a href="{url}" target="_blank">{url if len(url) < 56 else f"{url[:35]}...{url[-14:]}"}</a>',
    bold="<b>{}</b>",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs to know of who asks."""

    now: datetime
    sid: str
    """Goes into every link, in front; empty: the visitor has it as a cookie."""

    def link(self, script: str, query: str = "", anchor: str = "") -> str:
        """An address, as HTML."""
        session = f"s={self.sid}" if self.sid else ""
        together = "&amp;".join(filter(None, (session, query.replace("&", "&amp;"))))
        return f"{script}.php" + (f"?{together}" if together else "") + anchor


class VBulletin3Russian(Software):
    """The stock style with the Russian language pack; sticky threads stand among the others of the first page."""

    site: ClassVar[str] = "vbulletin-3-ru"
    engine: ClassVar[str] = "vbulletin"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forumdisplay.php?f={board.fid}" + (f"&page={number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/showthread.php?t={thread.tid}" + (f"&page={number}" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        known = "bbsessionhash=" in request.cookies
        sid = session_id()
        response = self._page(Visit(now, "" if known else sid), request)
        if known:
            return response
        cookies = [
            ("Set-Cookie", f"bb{key}; path=/; HttpOnly")
            for key in (f"sessionhash={sid}", f"lastvisit={int(now.timestamp())}")
        ]
        return Response(response.body, response.status, (*response.headers, *cookies))

    def _page(self, visit: Visit, request: Request) -> Response:
        number = request.number("page") or 1
        if request.path in ("/", "/index.php"):
            return Response(self._frame(visit, self.world.forum.name, self._index(visit)))
        if request.path == "/forumdisplay.php" and (board := self.world.board(request.number("f"))):
            return Response(self._board(visit, board, number))
        if request.path == "/showthread.php":
            found = self.world.thread_of(request.number("p"))
            thread = found[0] if found else self.world.forum.thread(request.number("t"))
            if thread is not None:
                return Response(self._thread(visit, thread, self.page_with(*found) if found else number))
        return Response(
            self._message(visit, "Не указана тема. Если вы уверены, что использовали правильную ссылку, свяжитесь с")
        )

    # --- a page ---

    def _frame(self, visit: Visit, title: str, content: str, crumbs: str = "", here: str = "") -> str:
        name = escape(self.world.forum.name)
        hours = int(offset.total_seconds() // 3600) if (offset := self.local(visit.now).utcoffset()) else 0
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" lang="ru">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<meta name="generator" content="vBulletin 3.8.7" />
<style type="text/css" id="vbulletin_css">body {{ margin: 0px; }}</style>
<script type="text/javascript"><!--
var SESSIONURL = "{f"s={visit.sid}&amp;" if visit.sid else ""}"; var SECURITYTOKEN = "guest"; var IMGDIR_MISC = "images/misc";
// --></script>
<script type="text/javascript" src="clientscript/vbulletin_global.js?v=387"></script>
<title>{escape(title)}</title>
</head>
<body>
<a name="top"></a>
<table border="0" width="100%" cellpadding="0" cellspacing="0" align="center"><tr><td align="left"><a href="{visit.link("index")}"><img src="images/misc/vbulletin3_logo_white.gif" border="0" alt="{name}" /></a></td></tr></table>
<div align="center"><div class="page" style="width:100%; text-align:left"><div style="padding:0px 25px 0px 25px" align="left">
<br />
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center"><tr>
<td class="alt1" width="100%"><table cellpadding="0" cellspacing="0" border="0"><tr valign="bottom"><td><a href="#" onclick="history.back(1); return false;"><img src="images/misc/navbits_start.gif" alt="Вернуться" border="0" /></a></td>
<td>&nbsp;</td><td width="100%"><span class="navbar"><a href="{visit.link("index")}" accesskey="1">{name}</a></span>{crumbs}</td></tr>
{f'<tr><td class="navbar" style="font-size:10pt; padding-top:1px" colspan="3"><a href="#"><img class="inlineimg" src="images/misc/navbits_finallink_ltr.gif" alt="Перезагрузить страницу" border="0" /></a> <strong>{here}</strong></td></tr>' if here else ""}
</table></td>
<td class="alt2" nowrap="nowrap" style="padding:0px">
<form action="{visit.link("login", "do=login")}" method="post"><table cellpadding="0" cellspacing="3" border="0"><tr>
<td class="smallfont" style="white-space: nowrap;"><label for="navbar_username">Имя</label></td><td><input type="text" class="bginput" style="font-size: 11px" name="vb_login_username" id="navbar_username" size="10" value="Имя" /></td></tr>
<tr><td class="smallfont"><label for="navbar_password">Пароль</label></td><td><input type="password" class="bginput" style="font-size: 11px" name="vb_login_password" id="navbar_password" size="10" /></td><td><input type="submit" class="button" value="Вход" /></td></tr></table></form>
</td></tr></table>
<div class="tborder" style="padding:6px; border-top-width:0px"><table cellpadding="0" cellspacing="0" border="0" width="100%" align="center"><tr align="center">
<td class="vbmenu_control"><a href="{visit.link("register")}" rel="nofollow">Регистрация</a></td><td class="vbmenu_control"><a rel="help" href="{visit.link("faq")}">Справка</a></td></tr></table></div>
<br />
{content}
<br />
<div class="smallfont" align="center">Часовой пояс GMT{f" {hours:+d}" if hours else ""}, время: <span class="time">{self.local(visit.now):%H:%M}</span>.</div>
</div></div></div>
<div align="center" class="smallfont">Powered by vBulletin&reg; Version 3.8.7<br />Copyright &copy;2000 - 2026, vBulletin Solutions, Inc. Перевод: zCarot</div>
</body>
</html>"""

    def _message(self, visit: Visit, text: str) -> str:
        content = f"""<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="70%" align="center"><tr><td class="tcat">Сообщение форума</td></tr>
<tr><td class="panelsurround" align="center"><div class="panel"><div align="left"><div style="margin: 10px">{text} <a href="{visit.link("sendmessage")}">администрацией</a></div></div></div></td></tr></table>"""
        return self._frame(visit, self.world.forum.name, content)

    def _crumb(self, visit: Visit, board: Board) -> str:
        return f' <span class="navbar">&gt; <a href="{visit.link("forumdisplay", f"f={board.fid}")}">{escape(board.name)}</a></span>'

    def _index(self, visit: Visit) -> str:
        rows = "".join(
            f'<tr align="center"><td class="alt1Active" colspan="2" align="left" id="f{board.fid}"><div><a href="{visit.link("forumdisplay", f"f={board.fid}")}"><strong>{escape(board.name)}</strong></a></div>'
            f'<div class="smallfont">{escape(board.about)}</div></td></tr>'
            for board in self.world.boards
        )
        return f'<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center"><tbody>{rows}</tbody></table>'

    # --- a forum ---

    def _board(self, visit: Visit, board: Board, number: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = min(number, last)
        rows = "".join(self._row(visit, entry) for entry in cut(entries, number, size))
        nav = self._nav(visit, "forumdisplay", f"f={board.fid}", number, last)
        bar = f'<table cellpadding="0" cellspacing="0" border="0" width="100%" style="margin-bottom:3px"><tr valign="bottom"><td class="smallfont"><a href="{visit.link("newthread", f"do=newthread&f={board.fid}")}" rel="nofollow"><img src="images/buttons/newthread.gif" alt="Новая тема" border="0" /></a></td><td align="right">{nav}</td></tr></table>'
        [said] = self.world.forum.announcements
        member = self.member(said.by)

        def sort(key: str, words: str) -> str:
            return f'<a href="{visit.link("forumdisplay", f"f={board.fid}&daysprune=-1&order=desc&sort={key}")}" rel="nofollow">{words}</a>'

        content = f"""{bar}
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center"><tr><td class="tcat" width="100%">Темы раздела<span class="normal"> : {escape(board.name)}</span></td></tr></table>
<form action="inlinemod.php?forumid={board.fid}" method="post" id="inlinemodform">
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center" id="threadslist">
<tbody><tr><td class="thead" colspan="2">&nbsp;</td><td class="thead" width="100%">{sort("title", "Тема")} / {sort("postusername", "Автор")}</td>
<td class="thead" width="150" align="center" nowrap="nowrap"><span style="white-space:nowrap">{sort("lastpost", "Последнее сообщение")}</span></td>
<td class="thead" align="center" nowrap="nowrap">{sort("replycount", "Ответов")}</td><td class="thead" align="center" nowrap="nowrap">{sort("views", "Просмотров")}</td></tr></tbody>
<tbody><tr><td class="alt1"><img src="images/statusicon/announcement_old.gif" alt="" border="0" /></td><td class="alt2"><img src="images/icons/icon1.gif" alt="" border="0" /></td>
<td class="alt1" colspan="4"><div><span style="float:right">Просмотров: <strong>120</strong></span><strong>Объявление:</strong> <a href="{visit.link("announcement", f"f={board.fid}")}">{escape(said.title)}</a></div>
<div><span style="float:right"><span class="smallfont">{self.local(said.at):%d.%m.%Y}</span></span><span class="smallfont"><span style="cursor:pointer" onclick="window.open('{visit.link("member", f"u={member.uid}")}', '_self')">{escape(said.by)}</span> (Administrator)</span></div></td></tr></tbody>
<tbody id="threadbits_forum_{board.fid}">
{rows}
</tbody>
</table>
</form>
{bar}"""
        return self._frame(visit, board.name, content, "", escape(board.name))

    def _row(self, visit: Visit, entry: Thread | Pointer) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved, tid = isinstance(entry, Pointer), thread.tid
        icon = (
            "thread_moved"
            if moved
            else f"thread{'_hot' if len(thread.posts) > 15 else ''}{'_lock' if thread.locked else ''}"
        )
        said = "Важно: " if thread.sticky else "Перенесено: " if moved else ""
        prefix = f"{escape(thread.prefix)} " if thread.prefix else ""
        marks = (
            '<span style="float:right"><img class="inlineimg" src="images/misc/sticky.gif" alt="Важная тема" /></span>'
            if thread.sticky
            else ""
        )
        if moved:
            last, replies, views = '<td class="alt2"><div class="smallfont" align="center">-----</div></td>', "-", "-"
        else:
            last = f"""<td class="alt2" title="Ответов: {len(thread.posts) - 1}, Просмотров: {thread.views}"><div class="smallfont" style="text-align:right; white-space:nowrap">
{self._date(thread.last.at, visit.now, " ")}<br />
от <a href="{visit.link("member", f"find=lastposter&t={tid}")}" rel="nofollow">{escape(thread.last.author)}</a>  <a href="{visit.link("showthread", f"p={thread.last.pid}", f"#post{thread.last.pid}")}"><img class="inlineimg" src="images/buttons/lastpost.gif" alt="К последнему сообщению" border="0" /></a>
</div></td>"""
            replies = f'<a href="{visit.link("misc", f"do=whoposted&t={tid}")}" onclick="who({tid}); return false;">{len(thread.posts) - 1}</a>'
            views = f"{thread.views:,}"
        return f"""<tr>
<td class="alt1" id="td_threadstatusicon_{tid}"><img src="images/statusicon/{icon}.gif" id="thread_statusicon_{tid}" alt="" border="" /></td>
<td class="alt2"><img src="images/icons/icon1.gif" alt="" border="0" /></td>
<td class="alt1" id="td_threadtitle_{tid}" title="{escape(thread.first.text[:60])}">
<div>{marks}
{said}{prefix}<a href="{visit.link("showthread", f"t={tid}")}" id="thread_title_{tid}">{escape(thread.title)}</a>
{"" if moved else self._row_pages(visit, thread)}
</div>
<div class="smallfont">{self._starter(visit, thread.first.author)}</div>
</td>
{last}
<td class="alt1" align="center">{replies}</td>
<td class="alt2" align="center">{views}</td>
</tr>
"""

    def _starter(self, visit: Visit, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        return f"<span style=\"cursor:pointer\" onclick=\"window.open('{visit.link('member', f'u={member.uid}')}', '_self')\">{name}</span>"

    def _row_pages(self, visit: Visit, thread: Thread) -> str:
        last = self.last_page(thread)
        if last < 2:
            return ""
        links = " ".join(
            f'<a href="{visit.link("showthread", f"t={thread.tid}" + (f"&page={each}" if each > 1 else ""))}">{each}</a>'
            for each in range(1, last + 1)
        )
        return f'<span class="smallfont" style="white-space:nowrap">(<img class="inlineimg" src="images/misc/multipage.gif" alt="Страницы" border="0" /> {links})</span>'

    # --- a thread ---

    def _thread(self, visit: Visit, thread: Thread, number: int) -> str:
        last, size = self.last_page(thread), self.posts_per_page
        number = min(number, last)
        board = self.world.board(thread.fid)
        assert board is not None
        nav = self._nav(visit, "showthread", f"t={thread.tid}", number, last)
        shown = cut(list(enumerate(thread.posts, 1)), number, size)
        prefix = f"{escape(thread.prefix)} " if thread.prefix else ""
        content = f"""<table cellpadding="0" cellspacing="0" border="0" width="100%" style="margin-bottom:3px"><tr valign="bottom"><td class="smallfont"><a href="{visit.link("newreply", f"do=newreply&noquote=1&t={thread.tid}")}" rel="nofollow"><img src="images/buttons/reply.gif" alt="Ответ" border="0" /></a></td><td align="right">{nav}</td></tr></table>
<table class="tborder" cellpadding="6" cellspacing="1" border="0" width="100%" align="center" style="border-bottom-width:0px"><tr><td class="tcat" width="100%"><div class="smallfont">&nbsp;</div></td>
<td class="vbmenu_control" id="threadtools" nowrap="nowrap"><a href="/showthread.php?t={thread.tid}&amp;nojs=1#goto_threadtools">Опции темы</a></td></tr></table>
<div id="posts">
{"".join(self._post(visit, thread, place, post) for place, post in shown)}
<div id="lastpost"></div></div>
<table cellpadding="0" cellspacing="0" border="0" width="100%"><tr valign="top"><td class="smallfont"></td><td align="right">{nav}</td></tr></table>
<div class="smallfont" align="center"><strong>&laquo;</strong> <a href="{visit.link("showthread", f"t={thread.tid}&goto=nextoldest")}" rel="nofollow">Предыдущая тема</a> | <a href="{visit.link("showthread", f"t={thread.tid}&goto=nextnewest")}" rel="nofollow">Следующая тема</a> <strong>&raquo;</strong></div>
<div class="vbmenu_popup" id="threadtools_menu" style="display:none"><table cellpadding="4" cellspacing="1" border="0"><tr><td class="vbmenu_option"><a href="{visit.link("printthread", f"t={thread.tid}")}" rel="nofollow">Версия для печати</a></td></tr></table></div>"""
        return self._frame(
            visit,
            f"{thread.title} - {self.world.forum.name}",
            content,
            self._crumb(visit, board),
            f"{prefix}{escape(thread.title)}",
        )

    def _post(self, visit: Visit, thread: Thread, place: int, post: Post) -> str:
        member, pid = self.member(post.author), post.pid
        title = (
            f'<div class="smallfont"><img class="inlineimg" src="images/icons/icon1.gif" alt="По умолчанию" border="0" /> <strong>{escape(thread.title)}</strong></div><hr size="1" style="color:#D1D1E1; background-color:#D1D1E1" />'
            if place == 1
            else ""
        )
        signature = f"<div>__________________<br />{BBCODE.html(member.signature)}</div>" if member.signature else ""
        return f"""
<div align="center"><div class="page" style="width:100%; text-align:left"><div style="padding:0px 25px 0px 25px" align="left">
<div id="edit{pid}" style="padding:0px 0px 6px 0px">
<table class="tborder" id="post{pid}" cellpadding="6" cellspacing="0" border="0" width="100%" align="center">
<tr><td class="thead" style="font-weight:normal; border: 1px solid #D1D1E1; border-right: 0px"><a name="post{pid}"><img class="inlineimg" src="images/statusicon/post_old.gif" alt="Старый" border="0" /></a>
{self._date(post.at, visit.now)}
</td><td class="thead" style="font-weight:normal; border: 1px solid #D1D1E1; border-left: 0px" align="right">&nbsp; #<a href="{visit.link("showpost", f"p={pid}&postcount={place}")}" target="new" rel="nofollow" id="postcount{pid}" name="{place}"><strong>{place}</strong></a> &nbsp;</td></tr>
<tr valign="top"><td class="alt2" width="175" style="border: 1px solid #D1D1E1; border-top: 0px; border-bottom: 0px">
{self._profile(visit, member, pid)}
</td>
<td class="alt1" id="td_post_{pid}" style="border-right: 1px solid #D1D1E1">
{title}
<div id="post_message_{pid}">{BBCODE.html(post.text)}</div>
{signature}
{self._edited(post, visit.now)}
</td></tr>
<tr><td class="alt2" style="border: 1px solid #D1D1E1; border-top: 0px"><img class="inlineimg" src="images/statusicon/user_offline.gif" alt="{escape(post.author)} вне форума" border="0" />&nbsp;</td>
<td class="alt1" align="right" style="border: 1px solid #D1D1E1; border-left: 0px; border-top: 0px"><a href="{visit.link("newreply", f"do=newreply&p={pid}")}" rel="nofollow"><img src="images/buttons/quote.gif" alt="Ответить с цитированием" border="0" /></a></td></tr>
</table>
</div>
</div></div></div>"""

    def _edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        reason = f" Причина: {escape(post.reason)}" if post.reason else ""
        return f'<div class="smallfont"><hr size="1" style="color:#D1D1E1; background-color:#D1D1E1" /><em>Последний раз редактировалось {escape(post.author)}; {self._date(post.edited, now, " в ")}.{reason}</em></div>'

    def _profile(self, visit: Visit, member: Member, pid: int) -> str:
        name = escape(member.name)
        if member.deleted:
            return f'<div id="postmenu_{pid}">{name}</div>\n<div class="smallfont">Гость</div>\n<div class="smallfont">&nbsp;<br /><div>Сообщений: n/a</div></div>'
        return f"""<div id="postmenu_{pid}"><a class="bigusername" href="{visit.link("member", f"u={member.uid}")}">{name}</a>
<script type="text/javascript"> vbmenu_register("postmenu_{pid}", true); </script></div>
<div class="smallfont">{escape(member.title)}</div>
<div class="smallfont">&nbsp;<br /><div>Регистрация: 28.09.2022</div><div>Сообщений: {member.posts}</div></div>"""

    # --- parts ---

    def _date(self, at: datetime, now: datetime, between: str = ", ") -> str:
        day = {0: "Сегодня", 1: "Вчера"}.get(self.days_back(at, now), f"{self.local(at):%d.%m.%Y}")
        return (
            f'{day}{between}<span class="time">{self.local(at):%H:%M}</span>'
            if between != ", "
            else f"{day}, {self.local(at):%H:%M}"
        )

    def _nav(self, visit: Visit, script: str, query: str, number: int, last: int) -> str:
        if last < 2:
            return ""

        def to(each: int) -> str:
            return visit.link(script, query if each == 1 else f"{query}&page={each}")

        numbers = "".join(
            f'<td class="alt2"><span class="smallfont" title="Показано"><strong>{each}</strong></span></td>'
            if each == number
            else f'<td class="alt1"><a class="smallfont" href="{to(each)}" title="Показать">{each}</a></td>'
            for each in range(1, last + 1)
        )
        before = (
            f'<td class="alt1"><a rel="prev" class="smallfont" href="{to(number - 1)}" title="Предыдущая страница">&lt;</a></td>'
            if number > 1
            else ""
        )
        after = (
            f'<td class="alt1"><a rel="next" class="smallfont" href="{to(number + 1)}" title="Следующая страница">&gt;</a></td>'
            if number < last
            else ""
        )
        return f'<div class="pagenav" align="right"><table class="tborder" cellpadding="3" cellspacing="1" border="0"><tr><td class="vbmenu_control" style="font-weight:normal">Страница {number} из {last}</td>{before}{numbers}{after}</tr></table></div>'
