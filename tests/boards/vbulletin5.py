"""vBulletin 5: addresses without a forum's id, seconds for the script, redirects with ids of their own."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id
from tests.boards.vbulletin3 import cut_short

REDIRECT = 150
"""Of the node that leads to where a moved thread lives."""

BBCODE = Markup(
    quote=lambda html, by: (
        '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container">'
        '<div class="bbcode_quote_container b-icon b-icon__ldquo-l--gray"></div>{}</div></div></div>'
    ).format(
        f'<div class="bbcode_postedby">Originally posted by <strong>{by}</strong> <a href="/node/1" rel="nofollow" '
        f'title="View Post" class="b-icon b-icon__double-arrow-right">View Post</a></div><div class="message">{html}</div>'
        if by
        else html
    ),
    code=lambda html: (
        '<div class="bbcode_container"><div class="bbcode_description">Code:</div>'
        f'<pre class="bbcode_code" style="max-height:48px;">{html}</pre></div>'
    ),
    link=lambda url: f'<a href="{url}" target="_blank" rel="nofollow">{cut_short(url)}</a>',
    bold="<b>{}</b>",
)


class VBulletin5(Software):
    """Stock settings of the English board."""

    site: ClassVar[str] = "vbulletin-5"
    engine: ClassVar[str] = "vbulletin"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "minute"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forum/{slug(self.world.forum.category.name)}/{slug(board.name)}" + (
            f"/page{number}" if number > 1 else ""
        )

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        board = self.world.board(thread.fid) or self.world.boards[0]
        return f"{self.board_path(board)}/{thread.tid}-{slug(thread.title)}" + (f"/page{number}" if number > 1 else "")

    def date(self, at: datetime, now: datetime) -> str:
        """`m-d-Y, h:i A`, with "Today" and "Yesterday"."""
        local, back = self.local(at), self.days_back(at, now)
        return f"{ {0: 'Today', 1: 'Yesterday'}.get(back, f'{local:%m-%d-%Y}') }, {local:%I:%M %p}"

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._page(request, now)
        if "bbsessionhash=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"bbsessionhash={session_id()}; path=/; HttpOnly")
        return Response(response.body, response.status, (*response.headers, cookie))

    def _page(self, request: Request, now: datetime) -> Response:
        found = re.fullmatch(r"/forum/[^/]+/([^/]+)(?:/(\d+)-[^/]*)?(?:/page(\d+))?", request.path)
        if not found:
            return Response(self._frame(now, "Forums", self._index()))
        number = int(found[3] or 1)
        if not found[2]:
            board = next((each for each in self.world.boards if slug(each.name) == found[1]), None)
            return Response(self._board(board, number, now)) if board else self._gone(now)
        thread = self.world.forum.thread(int(found[2]))
        if thread is None:
            return self._gone(now)
        if of_post := self.world.thread_of(request.number("p")):
            number = self.page_with(*of_post)
        return Response(self._thread(thread, number, now))

    # --- a page ---

    def _frame(self, now: datetime, title: str, content: str, head: str = "", path: str = "/") -> str:
        offset = self.local(now).utcoffset()
        hours = int(offset.total_seconds() // 3600) if offset else 0
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" lang="en">
<head>
<meta charset="UTF-8" />
<link rel="canonical" href="{path}" />
<meta name="generator" content="vBulletin 5.6.4" />
<title>{title} - {name}</title>
</head>
<body id="vb-page-body" class="l-desktop page60 vb-page l-body desktop-sized js-not-edit-mode" data-usergroupid="1" data-styleid="13">
<div class="b-top-menu__background b-top-menu__background--sitebuilder js-top-menu-sitebuilder h-hide-on-small h-hide">
<div class="b-top-menu__container"><ul class="b-top-menu b-top-menu--user"><li class="b-top-menu__item username-container js-shrink-event-child">
<div class="b-comp-menu-dropdown b-comp-menu-dropdown--headerbar b-comp-menu-dropdown--login"><div id="lnkLoginSignupMenu" class="b-comp-menu-dropdown__trigger">Login or Sign Up</div>
<div id="dlgLogin" class="b-comp-menu-dropdown__content" style="display: none"><form action="" method="post"><input type="text" name="username" /><input type="password" name="password" /></form></div></div></li></ul></div></div>
<nav id="breadcrumbs" class="b-breadcrumbs h-left js-breadcrumbs"><a class="b-breadcrumbs__crumb js-breadcrumbs__crumb h-left" href="/" aria-label="Home"><span class="b-icon"></span></a>
<a class="b-breadcrumbs__crumb js-breadcrumbs__crumb h-left" href="/forum">Forum</a></nav>
<main id="content">{head}
{content}</main>
<footer id="footer"><nav id="footer-tabbar"><ul class="h-left js-footer-chooser-list b-footer__chooser-list"><li>- vBulletin 5 Default Theme</li></ul></nav>
<div id="footer-copyright"><div id="footer-user-copyright"></div><div id="footer-vb-copyright">Powered by <a href="https://www.vbulletin.com" id="vbulletinlink">vBulletin&reg;</a> Version 5.6.4</div>
<div id="footer-current-datetime">All times are GMT{hours:+d}. This page was generated at {self.local(now):%I:%M %p}.</div></div></footer>
</body>
</html>"""

    def _gone(self, now: datetime) -> Response:
        content = (
            '<div class="error-content"><h1>Page Not Found</h1><p>The page you are looking for is not there.</p></div>'
        )
        return Response(self._frame(now, "Error", content), 404)

    def _index(self) -> str:
        rows = "".join(
            f'<tr id="forum{board.fid}" class="forum-item sub js-forum-item" data-channel-id="{board.fid}"><td class="cell-forum">'
            f'<div class="forum-info h-clearfix"><a href="{self.board_path(board)}" class="forum-title">{escape(board.name)}</a>'
            f'<div class="forum-desc">{escape(board.about)}</div></div></td></tr>'
            for board in self.world.boards
        )
        return f'<table class="forum-list-container"><tbody>{rows}</tbody></table>'

    def _nav(self, path: str, number: int, last: int) -> str:
        def link(page: int) -> str:
            return path + (f"/page{page}" if page > 1 else "")

        step = "js-pagenav-button b-button b-button--secondary js-shrink-event-child"
        numbers = "".join(
            f'<a class="js-pagenav-button b-button b-button--narrow {"b-button--primary page js-pagenav-current-button" if page == number else "b-button--secondary"}" href="{link(page)}" data-page="{page}" tabindex="0">{page}</a>'
            for page in range(1, last + 1)
        )
        before = (
            f'<a class="{step} js-pagenav-prev-button" data-page="{number - 1}" href="{link(number - 1)}">Previous</a>'
            if number > 1
            else f'<a class="{step} js-pagenav-prev-button h-hide-imp" data-page="0" href="#">Previous</a>'
        )
        after = (
            f'<a class="{step} js-pagenav-next-button" data-page="{number + 1}" href="{link(number + 1)}">Next</a>'
            if number < last
            else f'<a class="{step} js-pagenav-next-button h-hide-imp" data-page="0" href="#">Next</a>'
        )
        arrow = (
            f'<a href="{link(number + 1)}" class="arrow right-arrow" title="Next Page" rel="next"></a>'
            if number < last
            else '<a class="arrow right-arrow h-disabled" title="Next Page" rel="next"></a>'
        )
        return f"""<div class="pagenav-controls"><form class="pagenav-form h-clearfix" action="{path}"><div class="pagenav h-left">Page <input type="text" name="page" class="textbox" value="{number}" /> of <span class="pagetotal">{last}</span></div>
<div class="horizontal-arrows h-left">{arrow}</div></form></div>
<div class="pagenav-container h-clearfix noselect"><div class="js-pagenav pagenav h-right js-shrink-event-parent">{before}{numbers}{after}</div></div>"""

    # --- a forum ---

    def _board(self, board: Board, number: int, now: datetime) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = min(number, last)
        rows = "".join(self._row(entry, now) for entry in cut(entries, number, size))
        [said] = self.world.forum.announcements
        path = self.board_path(board)
        head = f'<h1 class="main-title">{escape(board.name)}</h1><div class="announcement-module"><h2 class="announcement-title">{escape(said.title)}</h2><div class="announcement-content">soon</div></div>'
        nav = self._nav(path, number, last)
        content = f"""<div class="conversation-toolbar-wrapper scrolltofixed-floating"><div class="conversation-toolbar">{nav}</div></div>
<div class="conversation-list-wrapper"><table class="topic-list-container js-topic-list"><thead class="topic-list-header"><tr><th class="header-topic">Topics</th><th class="header-stats">Statistics</th><th class="header-lastpost">Last Post</th></tr></thead>
<tbody class="topic-list ">{rows}</tbody></table></div>"""
        return self._frame(now, escape(board.name), content, head, path)

    def _row(self, entry: Thread | Pointer, now: datetime) -> str:
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        moved = isinstance(entry, Pointer)
        last = entry.at if isinstance(entry, Pointer) else thread.last.at
        held = [
            word for word, holds in (("closed", thread.locked), ("sticky", thread.sticky), ("redirect", moved)) if holds
        ]
        types = (
            f'<span class="js-topic-prefix prefix">{", ".join(word.capitalize() for word in held)}: </span>'
            if held
            else ""
        )
        prefix = (
            f'<a class="topic-prefix" href="/search?searchJSON=%7B%7D"><span style="color:#a00">{escape(thread.prefix)}</span></a> '
            if thread.prefix and not moved
            else ""
        )
        return f"""
<tr class="topic-item js-topic-item h-restore--on-preview {" ".join(held)}{" hasprefix" if held else ""}" data-lastcontent="{int(last.timestamp())}" data-readtime="0" data-channelreadtime="0" data-node-id="{REDIRECT if moved else thread.tid}" data-channel-id="{entry.fid}">
<td class="cell-topic js-cell-topic"><div class="b-icon vb-icon-topic-status" title=""></div>
<div class="topic-wrapper">{types}{prefix}<a href="{self.thread_path(thread)}" class="topic-title js-topic-title">{escape(thread.title)}</a></div>
<div class="topic-info h-clear h-hide-on-small h-hide-on-narrow-column">Started by {self._who(thread.first.author)}, <span class="date">{self.date(thread.first.at, now)}</span></div></td>
{self._figures(thread, now) if not moved else '<td class="cell-count">&mdash;</td><td class="cell-lastpost">&mdash;</td>'}
</tr>"""

    def _figures(self, thread: Thread, now: datetime) -> str:
        post = thread.last
        link = f"{self.thread_path(thread)}?p={post.pid}#post{post.pid}"
        return f"""<td class="cell-count"><div class="posts-count">{len(thread.posts) - 1:,} responses</div><div class="views-count">{thread.views:,} views</div><div class="votes-count">0 likes</div></td>
<td class="cell-lastpost"><span class="b-avatar b-avatar--thumb"><img src="/core/images/default/default_avatar_thumb.png" alt="{escape(post.author)}" /></span>
<div class="lastpost-by">by {self._who(post.author)}</div><div class="post-date">{self.date(post.at, now)} <a href="{link}" class="go-to-last-post b-icon" title="Go to last post"></a></div></td>"""

    def _who(self, name: str) -> str:
        member = self.member(name)
        plain = escape(name)
        return (
            plain
            if member.deleted
            else f'<a href="/member/{member.uid}-{slug(name)}" class="js-username" data-vbnamecard="{member.uid}">{plain}</a>'
        )

    # --- a thread ---

    def _thread(self, thread: Thread, number: int, now: datetime) -> str:
        last = self.last_page(thread)
        number = min(number, last)
        path = self.thread_path(thread)
        shown = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        prefix = f'<span class="topic-prefix">{escape(thread.prefix)}</span> ' if thread.prefix else ""
        head = f'<h1 class="main-title js-main-title hide-on-editmode">{prefix}{escape(thread.title)}</h1>'
        content = f"""<div class="conversation-toolbar-wrapper">{self._nav(path, number, last)}</div>
<div class="conversation-content"><ul class="conversation-list list-container h-clearfix thread-view">{"".join(self._post(thread, place, post, now) for place, post in shown)}</ul></div>
<div class="conversation-toolbar-wrapper">{self._nav(path, number, last)}</div>"""
        return self._frame(now, escape(thread.title), content, head, self.thread_path(thread, number))

    def _post(self, thread: Thread, place: int, post: Post, now: datetime) -> str:
        member, pid = self.member(post.author), post.pid
        title = f'<h2 class="b-post__title js-post-title b-post__hide-when-deleted" itemprop="headline">{escape(thread.title)}</h2>'
        about = f'<ul class="b-userinfo__additional-info-block"><li class="b-userinfo__additional-info"><label>Join Date:</label> <span>{member.joined}</span></li><li class="b-userinfo__additional-info"><label>Posts:</label> <span>{member.posts}</span></li></ul>'
        edited = (
            f'<div class="b-post__edit-history post-edit">Last edited by {self._who(post.author)}; <span class="time">{self.date(post.edited, now)}</span>.</div>'
            if post.edited
            else ""
        )
        signed = f'<div class="post-signature restore">{escape(member.signature)}</div>' if member.signature else ""
        return f"""
<li data-node-id="{pid}" data-node-publishdate="{int(post.at.timestamp())}" class="b-post js-post js-comment-entry__parent h-restore--on-preview b-post--text {"b-post--first js-conversation-starter" if place == 1 else "js-conversation-reply"} h-left h-clear" itemscope itemtype="http://schema.org/Comment">
<a id="post{pid}" class="anchor"></a>
<div class="b-post__grid-container"><div class="userinfo b-userinfo b-post__hide-when-deleted" itemprop="author" itemscope itemtype="http://schema.org/Person"><div class="b-userinfo__details">
<div class="author h-text-size--14"><strong>{self._who(post.author)}</strong></div><div class="usertitle">{escape(member.title)}</div>{"" if member.deleted else about}</div></div>
<div class="js-post__content-wrapper"><div class="b-post__body h-restore--on-preview"><div class="b-post__content js-post__content b-post__hide-when-deleted">
<div class="b-media h-hide--on-preview"><div class="b-media__img--rev"><a class="b-post__count" href="{self.thread_path(thread)}?p={pid}#post{pid}">#{place}</a></div>
<div class="b-media__body">{title if place == 1 else ""}<div class="b-post__timestamp"><time itemprop="dateCreated" datetime='{self.local(post.at):%Y-%m-%dT%H:%M:%S}'>{self.date(post.at, now)}</time></div></div></div>
<div class="h-padding-vert-xl"><div class="js-post__content-text restore h-wordwrap" itemprop="text">{BBCODE.html(post.text)}</div>{edited}{signed}</div></div></div></div></div>
<div class="b-post__footer h-hide--on-preview"><ul class="h-right js-post-controls" data-node-id="{pid}"><li class="b-post-control"><span>Quote</span></li></ul></div>
</li>"""


def slug(title: str) -> str:
    """Make a title's part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "-"
