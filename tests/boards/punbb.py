"""PunBB 1.4, Oxygen: items in the place of tables, addresses with folders and titles (`/topic/102/some-title/page/2/`)."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.fluxbb import FluxBB, paragraphs
from tests.boards.serving import cut, pages


class PunBB(FluxBB):
    """The scheme "Folder based (fancy)". What FluxBB writes in posts it has from here."""

    site: ClassVar[str] = "punbb"

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forum/{board.fid}/{slug(board.name)}/" + (f"page/{number}/" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/topic/{thread.tid}/{slug(thread.title)}/" + (f"page/{number}/" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        base = request.base
        if request.path == "/":
            return Response(self._page(base, "Index", "index", self._list_of_boards(base)))
        if (found := re.fullmatch(r"/post/(\d+)/", request.path)) and (of_post := self.world.thread_of(int(found[1]))):
            return Response(self._topic_page(base, now, of_post[0], self.page_with(*of_post)))
        found = re.fullmatch(r"/(forum|topic)/(\d+)/(?:[^/]*/)?(?:page/(\d+)/)?", request.path)
        number = int(found[3] or 1) if found else 1
        if found and found[1] == "forum" and (board := self.world.board(int(found[2]))):
            return Response(self._forum_page(base, now, board, number))
        if found and found[1] == "topic" and (thread := self.world.forum.thread(int(found[2]))):
            return Response(self._topic_page(base, now, thread, number))
        content = """<div class="main-head"><h2 class="hn"><span>Forum message</span></h2></div>
<div class="main-content main-message"><p>Bad request. The link you followed is incorrect or outdated.</p></div>"""
        return Response(self._page(base, "Info", "message", content), 404)

    # --- a page ---

    def _page(self, base: str, title: str, page: str, content: str, crumbs: str = "") -> str:
        name, root = escape(self.world.forum.name), escape(base)
        return f"""<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8" />
<title>{escape(title)} — {name}</title>
<link rel="stylesheet" type="text/css" href="{root}/style/Oxygen/Oxygen.min.css" />
</head>
<body>
<div id="brd-wrap" class="brd">
<div id="brd-{page}" class="brd-page paged-page">
<div id="brd-head" class="gen-content"><p id="brd-access"><a href="#brd-main">Skip to forum content</a></p><p id="brd-title"><a href="{root}/">{name}</a></p></div>
<div id="brd-navlinks" class="gen-content"><ul><li id="navindex" class="isactive"><a href="{root}/">Index</a></li><li id="navregister"><a href="{root}/register/">Register</a></li><li id="navlogin"><a href="{root}/login/"><span>Login</span></a></li></ul></div>
<div id="brd-visit" class="gen-content"><p id="welcome"><span>You are not logged in.</span> <span>Please login or register.</span></p></div>
<div id="brd-announcement" class="gen-content"><h1 class="hn"><span>{escape(self.world.announcement.title)}</span></h1></div>
<div id="brd-crumbs-top" class="crumbs"><p><span class="crumb crumbfirst"><a href="{root}/">{name}</a></span>{crumbs}</p></div>
<div id="brd-main">
{content}
</div>
<div id="brd-about"><p id="copyright">Powered by <strong><a href="http://punbb.informer.com/">PunBB</a></strong>, supported by Informer Technologies, Inc.</p></div>
</div>
</div>
</body>
</html>"""

    def _crumb(self, base: str, board: Board) -> str:
        return f' <span class="crumb"><span> → </span><a href="{escape(base + self.board_path(board))}">{escape(board.name)}</a></span>'

    def _list_of_boards(self, base: str) -> str:
        items = "".join(
            f'<div id="forum{board.fid}" class="main-item odd normal"><span class="icon empty"><!-- --></span><div class="item-subject"><h3 class="hn"><a href="{escape(base + self.board_path(board))}"><span>{escape(board.name)}</span></a></h3><p>{escape(board.about)}</p></div></div>'
            for board in self.world.boards
        )
        return f'<div id="category1" class="main-content main-category">{items}</div>'

    def _pager(self, address: str, number: int, last: int) -> str:
        def to(each: int) -> str:
            return escape(address if each == 1 else f"{address}page/{each}/")

        first = {1: ' class="first-item"'}
        numbers = " ".join(
            f"<strong{first.get(each, '')}>{each}</strong>"
            if each == number
            else f'<a{first.get(each, "")} href="{to(each)}">{each}</a>'
            for each in range(1, last + 1)
        )
        before = f'<a class="first-item" rel="prev" href="{to(number - 1)}">Previous</a> ' if number > 1 else ""
        after = f' <a rel="next" href="{to(number + 1)}">Next</a>' if number < last else ""
        return f'<p class="paging"><span class="pages">Pages</span> {before}{numbers}{after}</p><p class="posting"><a href="#">You must login or register to post a reply</a></p>'

    # --- a forum ---

    def _forum_page(self, base: str, now: datetime, board: Board, number: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = number if number <= last else 1
        items = "".join(
            self._item(base, now, place, entry) for place, entry in enumerate(cut(entries, number, size), 1)
        )
        pager = self._pager(base + self.board_path(board), number, last)
        content = f"""<h1 class="main-title"><a class="permalink" href="{escape(base + self.board_path(board))}" rel="bookmark" title="Permanent link to this forum">{escape(board.name)}</a></h1>
<div id="brd-pagepost-top" class="main-pagepost gen-content">{pager}</div>
<div class="main-head"><p class="options"><span class="feed first-item"><a class="feed" href="{escape(base)}/feed/rss/forum/{board.fid}/">RSS forum feed</a></span></p><h2 class="hn"><span><span class="item-info">Topics [ {len(entries)} ]</span></span></h2></div>
<div class="main-subhead"><p class="item-summary forum-noview"><span><strong class="subject-title">Topics</strong> with details of <strong class="info-replies">replies</strong>, <strong class="info-views">views</strong>, <strong class="info-lastpost">last post</strong>.</span></p></div>
<div id="forum{board.fid}" class="main-content main-forum forum-views">
{items}
</div>
<div class="main-foot"><h2 class="hn"><span>Topics [ {len(entries)} ]</span></h2></div>
<div id="brd-pagepost-end" class="main-pagepost gen-content">{pager}</div>"""
        return self._page(base, board.name, "viewforum", content, self._crumb(base, board))

    def _item(self, base: str, now: datetime, place: int, entry: Thread | Pointer) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved, here = isinstance(entry, Pointer), escape(base + self.thread_path(thread))
        held = [
            name for name, holds in (("sticky", thread.sticky), ("closed", thread.locked), ("moved", moved)) if holds
        ]
        status = (
            f'<span class="item-status"><em class="{" ".join(held)}">{" and ".join(name.capitalize() for name in held)}:</em></span> '
            if held
            else ""
        )
        starter = f'<span class="item-starter">by <cite>{escape(thread.first.author)}</cite></span>'
        last = self.last_page(thread)
        nav = ""
        if last > 1 and not moved:
            links = " ".join(
                f'<a href="{escape(base + self.thread_path(thread, each))}">{each}</a>' for each in range(1, last + 1)
            )
            nav = f' <span class="item-nav">( Pages {links} )</span>'
        if moved:
            info = '<li class="info-replies"><span class="label">No replies</span></li><li class="info-views"><span class="label">No views</span></li><li class="info-lastpost"><span class="label">No lastpost info</span></li>'
        else:
            pid = thread.last.pid
            info = (
                f'<li class="info-replies"><strong>{len(thread.posts) - 1:,}</strong> <span class="label">replies</span></li>'
                f'<li class="info-views"><strong>{thread.views:,}</strong> <span class="label">views</span></li>'
                f'<li class="info-lastpost"><span class="label">Last post</span> <strong><a href="{escape(base)}/post/{pid}/#p{pid}">{self.date(thread.last.at, now)}</a></strong> <cite>by {escape(thread.last.author)}</cite></li>'
            )
        return f"""<div id="topic{thread.tid}" class="main-item {"odd" if place % 2 else "even"} {" ".join(held) or "normal"}">
<span class="icon {" ".join(held) or "normal"}"><!-- --></span>
<div class="item-subject">
<h3 class="hn"><span class="item-num">{place}</span> {status}<a href="{here}">{escape(thread.title)}</a></h3>
<p>{starter}{nav}</p>
</div>
<ul class="item-info">{info}</ul>
</div>
"""

    # --- a topic ---

    def _topic_page(self, base: str, now: datetime, thread: Thread, number: int) -> str:
        last = self.last_page(thread)
        number = number if number <= last else 1
        board = self.world.board(thread.fid)
        assert board is not None
        here = escape(base + self.thread_path(thread))
        pager = self._pager(base + self.thread_path(thread), number, last)
        shown = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        content = f"""<h1 class="main-title"><a class="permalink" href="{here}" rel="bookmark" title="Permanent link to this topic">{escape(thread.title)}</a></h1>
<div id="brd-pagepost-top" class="main-pagepost gen-content">{pager}</div>
<div class="main-head"><p class="options"><span class="feed first-item"><a class="feed" href="{escape(base)}/feed/rss/topic/{thread.tid}/">RSS topic feed</a></span></p><h2 class="hn"><span><span class="item-info">Posts [ {len(thread.posts)} ]</span></span></h2></div>
<div id="forum{board.fid}" class="main-content main-topic">
{"".join(self._entry(base, now, thread, place, post) for place, post in shown)}
</div>
<div class="main-foot"><h2 class="hn"><span>Posts [ {len(thread.posts)} ]</span></h2></div>
<div id="brd-pagepost-end" class="main-pagepost gen-content">{pager}</div>"""
        return self._page(base, thread.title, "viewtopic", content, self._crumb(base, board))

    def _entry(self, base: str, now: datetime, thread: Thread, place: int, post: Post) -> str:
        member, pid, name = self.member(post.author), post.pid, escape(post.author)
        there = f"{escape(base)}/user/{member.uid}/"
        byline = name if member.deleted else f'<a title="Go to {name}&#039;s profile" href="{there}">{name}</a>'
        figures = (
            '<li class="usertitle"><span>Guest</span></li>'
            if member.deleted
            else f'<li class="usertitle"><span>{escape(member.title)}</span></li><li class="userstatus"><span>Offline</span></li>'
        )
        edited = (
            f'<p class="lastedit"><em>Last edited by {name} ({self.date(post.edited, now)})</em></p>'
            if post.edited
            else ""
        )
        sign = (
            f'<div class="sig-content"><span class="sig-line"><!-- --></span>{"".join(paragraphs(member.signature))}</div>'
            if member.signature
            else ""
        )
        css = f"{'odd' if place % 2 else 'even'}{' firstpost topicpost' if place == 1 else ' replypost'}"
        return f"""<div id="p{pid}" class="post {css}">
<div class="posthead"><h3 class="hn post-ident"><span class="post-num">{place}</span> <span class="post-byline"><span>{"Topic" if place == 1 else "Reply"} by </span><strong>{byline}</strong></span> \
<span class="post-link"><a class="permalink" rel="bookmark" title="Permanent link to this post" href="{escape(base)}/post/{pid}/#p{pid}">{self.date(post.at, now)}</a></span></h3></div>
<div class="postbody">
<div class="post-author"><ul class="author-ident"><li class="useravatar"></li><li class="username">{byline}</li>{figures}</ul>
<ul class="author-info"><li><span>Registered: <strong>2022-09-28</strong></span></li><li><span>Posts: <strong>{member.posts}</strong></span></li></ul></div>
<div class="post-entry">
<h4 id="pc{pid}" class="entry-title hn">{"Topic" if place == 1 else "Re"}: {escape(thread.title)}</h4>
<div class="entry-content">
{"".join(paragraphs(post.text))}
{edited}
{sign}
</div>
</div>
</div>
<div class="postfoot"><div class="post-options"></div></div>
</div>
"""


def slug(title: str) -> str:
    """Make the readable part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "view"
