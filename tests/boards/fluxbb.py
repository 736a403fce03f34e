"""FluxBB 1.5, style Air: no sessions in links, times to the second, authors in rows as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup, blocks, shortened
from tests.boards.serving import Shown, Software, cut, pages

BBCODE = Markup(
    quote=lambda html, by: (
        f'<div class="quotebox">{f"<cite>{by} wrote:</cite>" if by else ""}<blockquote><div><p>{html}</p></div></blockquote></div>'
    ),
    code=lambda html: f'<div class="codebox"><pre><code>{html}</code></pre></div>',
    link=lambda url: f'<a href="{url}" rel="nofollow">{shortened(url)}</a>',
    newline="<br />",
)


class FluxBB(Software):
    """Stock addresses and date format: "Today 17:49:50", "2026-11-08 12:39:33"."""

    site: ClassVar[str] = "fluxbb"
    engine: ClassVar[str] = "fluxbb"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"
    post_edited: ClassVar[Shown] = "second"

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/viewforum.php?id={board.fid}" + (f"&p={number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/viewtopic.php?id={thread.tid}" + (f"&p={number}" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        if request.path in ("/", "/index.php"):
            return Response(self._frame("Index", "index", self._index()))
        number = request.number("p") or 1
        if request.path == "/viewforum.php":
            board = self.world.board(request.number("id"))
            return Response(self._board(board, number, now)) if board else self._bad_request()
        if request.path == "/viewtopic.php":
            return self._topic(request, number, now)
        return self._bad_request()

    def _topic(self, request: Request, number: int, now: datetime) -> Response:
        if found := self.world.thread_of(request.number("pid")):
            thread, place = found
            return Response(self._thread(thread, self.page_with(thread, place), now))
        moved_to = self.world.forum.thread(request.number("id"))
        return Response(self._thread(moved_to, number, now)) if moved_to else self._bad_request()

    def _bad_request(self) -> Response:
        text = "Bad request. The link you followed is incorrect or outdated."
        content = f"""<div id="msg" class="block">
<h2><span>Info</span></h2>
<div class="box"><div class="inbox"><p>{text}</p>
<p><a href="javascript: history.go(-1)">Go back</a></p></div></div>
</div>"""
        return Response(self._frame("Info", "viewtopic", content), 404)

    # --- a page ---

    def _frame(self, title: str, page: str, content: str) -> str:
        name = escape(self.world.forum.name)
        announcement = f"""<div id="announce" class="block">
<div class="hd"><h2><span>Announcement</span></h2></div>
<div class="box"><div id="announce-block" class="inbox"><div class="usercontent">{escape(self.world.announcement.title)}</div></div></div>
</div>"""
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en" dir="ltr">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{escape(title)} / {name}</title>
<link rel="stylesheet" type="text/css" href="style/Air.css" />
</head>
<body>
<div id="pun{page}" class="pun">
<div class="top-box"></div>
<div class="punwrap">
<div id="brdheader" class="block"><div class="box">
<div id="brdtitle" class="inbox"><h1><a href="index.php">{name}</a></h1><div id="brddesc"><p>Under the surface</p></div></div>
<div id="brdmenu" class="inbox"><ul>
<li id="navindex" class="isactive"><a href="index.php">Index</a></li>
<li id="navregister"><a href="register.php">Register</a></li>
<li id="navlogin"><a href="login.php">Login</a></li>
</ul></div>
<div id="brdwelcome" class="inbox"><p class="conl">You are not logged in.</p><ul class="conr"><li><span>Topics: \
<a href="search.php?action=show_recent" title="Find topics with recent posts.">Active</a></span></li></ul><div class="clearer"></div></div>
</div></div>
{announcement}
<div id="brdmain">
{content}
</div>
<div id="brdfooter" class="block"><h2><span>Board footer</span></h2><div class="box"><div id="brdfooternav" class="inbox">
<div class="conr"><p id="poweredby">Powered by <a href="http://fluxbb.org/">FluxBB</a></p></div><div class="clearer"></div>
</div></div></div>
</div>
<div class="end-box"></div>
</div>
</body>
</html>"""

    def _index(self) -> str:
        rows = "".join(
            f'<tr class="rowodd"><td class="tcl"><div class="tclcon"><div><h3><a href="viewforum.php?id={board.fid}">{escape(board.name)}</a></h3>'
            f'<div class="forumdesc">{escape(board.about)}</div></div></div></td></tr>'
            for board in self.world.boards
        )
        return f'<div id="idx1" class="blocktable"><h2><span>{escape(self.world.forum.category.name)}</span></h2><div class="box"><div class="inbox"><table><tbody>{rows}</tbody></table></div></div></div>'

    def _links(self, board: Board, address: str, number: int, last: int, thread: Thread | None = None) -> str:
        here = f'<strong><a href="{address}">{escape(thread.title)}</a></strong>' if thread else ""
        forum = f'<a href="viewforum.php?id={board.fid}">{escape(board.name)}</a>'
        crumbs = f"<li><span>»&#160;</span>{forum if thread else f'<strong>{forum}</strong>'}</li>" + (
            f"<li><span>»&#160;</span>{here}</li>" if thread else ""
        )
        return f"""<div class="inbox crumbsplus">
<ol class="crumbs"><li><a href="index.php">Index</a></li>{crumbs}</ol>
<div class="pagepost"><p class="pagelink conl"><span class="pages-label">Pages: </span>{_pages(address, number, last)}</p></div>
<div class="clearer"></div>
</div>"""

    # --- a forum ---

    def _board(self, board: Board, number: int, now: datetime) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = number if number <= last else 1  # past the end FluxBB shows the first page
        rows = "".join(self._row(place, entry, now) for place, entry in enumerate(cut(entries, number, size), 1))
        links = self._links(board, f"viewforum.php?id={board.fid}", number, last)
        content = f"""<div class="linkst">{links}</div>
<div id="vf" class="blocktable">
<h2><span>{escape(board.name)}</span></h2>
<div class="box"><div class="inbox"><table>
<thead><tr><th class="tcl" scope="col">Topic</th><th class="tc2" scope="col">Replies</th><th class="tc3" scope="col">Views</th>\
<th class="tcr" scope="col">Last post</th></tr></thead>
<tbody>{rows}
</tbody>
</table></div></div>
</div>
<div class="linksb">{links}</div>"""
        return self._frame(board.name, "viewforum", content)

    def _row(self, place: int, entry: Thread | Pointer, now: datetime) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved = isinstance(entry, Pointer)
        held = (("sticky", thread.sticky, "Sticky:"), ("closed", thread.locked, "Closed:"), ("moved", moved, "Moved:"))
        icons = "".join(f" i{name}" for name, holds, _ in held if holds)
        said = " ".join(f'<span class="{name}text">{words}</span>' for name, holds, words in held if holds)
        by = f'<span class="byuser">by&#160;{escape(thread.first.author)}</span>'
        if moved:
            figures = '<td class="tc2">-</td>\n<td class="tc3">-</td>\n<td class="tcr">- - -</td>'
        else:
            figures = f"""<td class="tc2">{len(thread.posts) - 1:,}</td>
<td class="tc3">{thread.views:,}</td>
<td class="tcr"><a href="viewtopic.php?pid={thread.last.pid}#p{thread.last.pid}">{self.date(thread.last.at, now)}</a> \
<span class="byuser">by&#160;{escape(thread.last.author)}</span></td>"""
        return f"""
<tr class="row{"odd" if place % 2 else "even"}{icons}">
<td class="tcl">
<div class="icon"><div class="nosize">{place}</div></div>
<div class="tclcon"><div>
{said} <a href="viewtopic.php?id={thread.tid}">{escape(thread.title)}</a> {by}{"" if moved else self._row_pages(thread)}
</div></div>
</td>
{figures}
</tr>"""

    def _row_pages(self, thread: Thread) -> str:
        last = self.last_page(thread)
        return (
            f' <span class="pagestext">[ {_pages(f"viewtopic.php?id={thread.tid}", -1, last)} ]</span>'
            if last > 1
            else ""
        )

    # --- a topic ---

    def _thread(self, thread: Thread, number: int, now: datetime) -> str:
        last = self.last_page(thread)
        number = number if number <= last else 1
        board = self.world.board(thread.fid)
        assert board is not None
        links = self._links(board, f"viewtopic.php?id={thread.tid}", number, last, thread)
        shown = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        content = f"""<div class="linkst">{links}</div>
{"".join(self._post(thread, place, post, now) for place, post in shown)}
<div class="postlinksb">{links}</div>"""
        return self._frame(f"{thread.title} / {board.name}", "viewtopic", content)

    def _post(self, thread: Thread, place: int, post: Post, now: datetime) -> str:
        member, pid, name = self.member(post.author), post.pid, escape(post.author)
        if member.deleted:
            profile = f'<dt><strong>{name}</strong></dt>\n<dd class="usertitle"><strong>Guest</strong></dd>'
        else:
            profile = f"""<dt><strong><a href="profile.php?id={member.uid}">{name}</a></strong></dt>
<dd class="usertitle"><strong>{escape(member.title)}</strong></dd>
<dd><span>Registered: 2022-09-28</span></dd>
<dd><span>Posts: {member.posts:,}</span></dd>"""
        edited = (
            f'<p class="postedit"><em>Last edited by {name} ({self.date(post.edited, now)})</em></p>'
            if post.edited
            else ""
        )
        signature = (
            f'<div class="postsignature postmsg"><hr />{"".join(paragraphs(member.signature))}</div>'
            if member.signature
            else ""
        )
        first = " firstpost" if place == 1 else ""
        return f"""
<div id="p{pid}" class="blockpost row{"odd" if place % 2 else "even"}{first} blockpost{place}">
<h2><span><span class="conr">#{place}</span> <a href="viewtopic.php?pid={pid}#p{pid}">{self.date(post.at, now)}</a></span></h2>
<div class="box">
<div class="inbox"><div class="postbody">
<div class="postleft"><dl>
{profile}
</dl></div>
<div class="postright">
<h3>{"" if place == 1 else "Re: "}{escape(thread.title)}</h3>
<div class="postmsg">
{"".join(paragraphs(post.text))}
{edited}
</div>
{signature}
</div>
</div></div>
<div class="inbox"><div class="postfoot clearb"><div class="postfootleft"><p><span>Offline</span></p></div></div></div>
</div>
</div>"""

    def date(self, at: datetime, now: datetime) -> str:
        local = self.local(at)
        day = {0: "Today", 1: "Yesterday"}.get(self.days_back(at, now), f"{local:%Y-%m-%d}")
        return f"{day} {local:%H:%M:%S}"


def paragraphs(text: str) -> Iterator[str]:
    """FluxBB puts words into paragraphs, between code and quotes; a blank line starts another."""
    for block in blocks(text):
        if block.kind != "words":
            yield BBCODE.block(block)
            continue
        for paragraph in filter(str.strip, re.split(r"\n{2,}", block.text.strip("\n"))):
            yield f"<p>{BBCODE.words(paragraph)}</p>"


def _pages(address: str, number: int, last: int) -> str:
    links = [
        f'<strong class="item1">{each}</strong>'
        if each == number
        else f'<a href="{address}{f"&amp;p={each}" if each > 1 else ""}">{each}</a>'
        for each in range(1, last + 1)
    ]
    if number > 1:
        links.insert(
            0,
            f'<a rel="prev" class="item1" href="{address}{f"&amp;p={number - 1}" if number > 2 else ""}">Previous</a>',
        )
    if 0 < number < last:
        links.append(f'<a rel="next" href="{address}&amp;p={number + 1}">Next</a>')
    return " ".join(links)
