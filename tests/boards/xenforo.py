"""XenForo 2.2: `structItem` rows, `<time>` with exact times, prefixes as labels, moved threads as redirects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import ClassVar
from urllib.parse import quote

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id

REDIRECT = 150
"""A redirect is a thread of its own that leads to where the moved one lives."""

BBCODE = Markup(
    quote=lambda html, by: (
        '<blockquote data-attributes="" data-quote="{}" data-source="" class="bbCodeBlock bbCodeBlock--expandable '
        'bbCodeBlock--quote js-expandWatch">{}<div class="bbCodeBlock-content">'
        '<div class="bbCodeBlock-expandContent js-expandContent ">{}</div>'
        '<div class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Click to expand...</a></div>'
        "</div></blockquote>"
    ).format(by or "", f'<div class="bbCodeBlock-title">{by} said:</div>' if by else "", html),
    code=lambda html: (
        '<div class="bbCodeBlock bbCodeBlock--screenLimited bbCodeBlock--code"><div class="bbCodeBlock-title">Code:</div>'
        '<div class="bbCodeBlock-content" dir="ltr"><pre class="bbCodeCode" dir="ltr" data-xf-init="code-block" '
        f'data-lang=""><code>{html}</code></pre></div></div>'
    ),
    link=lambda url: (
        f'<a href="{url}" target="_blank" class="link link--external" rel="nofollow ugc noopener">{url}</a>'
    ),
    bold="<b>{}</b>",
)


@dataclass(frozen=True, slots=True)
class Nav:
    """A list's or thread's way through its pages."""

    address: str
    number: int
    last: int

    def to(self, number: int) -> str:
        return self.address if number == 1 else f"{self.address}page-{number}"


class XenForo(Software):
    """Friendly addresses, the default style, American English."""

    site: ClassVar[str] = "xenforo"
    engine: ClassVar[str] = "xenforo"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "second"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"
    post_edited: ClassVar[Shown] = "second"

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(REDIRECT if isinstance(thread, Pointer) else thread.tid)

    def views(self, thread: Thread) -> int | None:
        return thread.views if thread.views < 1000 else None

    def board_path(self, board: Board, number: int = 1) -> str:
        return Nav(f"/forums/{slug(board.name)}.{board.fid}/", number, number).to(number)

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return Nav(f"/threads/{slug(thread.title)}.{thread.tid}/", number, number).to(number)

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._page(request, now)
        if "xf_csrf=" in request.cookies:
            return response
        return Response(
            response.body,
            response.status,
            (*response.headers, ("Set-Cookie", f"xf_csrf={session_id(16)}; path=/")),
        )

    def _page(self, request: Request, now: datetime) -> Response:
        if request.path in ("/", "/index.php"):
            return Response(self._frame("Forums", "forum_list", self._index()))
        found = re.fullmatch(
            r"/(forums|threads)/(?:[^/]*\.)?(\d+)/(?:page-(\d+))?(post-\d+|latest|unread)?", request.path
        )
        if not found:
            return self._error("The requested page could not be found.")
        number = int(found[3] or 1)
        if found[1] == "forums":
            board = self.world.board(int(found[2]))
            return self._board(board, number, now) if board else self._error("The requested forum could not be found.")
        return self._of_thread(int(found[2]), number, found[4] or "", now)

    def _of_thread(self, tid: int, number: int, jump: str, now: datetime) -> Response:
        if tid == REDIRECT:
            [pointer] = self.world.forum.pointers
            return _redirect(self.thread_path(self._target(pointer)), 301)
        thread = self.world.forum.thread(tid)
        if thread is None:
            return self._error("The requested thread could not be found.")
        if jump:
            pid = int(jump[5:]) if jump.startswith("post-") else thread.last.pid
            found = self.world.thread_of(pid)
            place = found[1] if found else 0
            return _redirect(f"{self.thread_path(thread, self.page_with(thread, place))}#post-{pid}", 303)
        if number > self.last_page(thread):
            return _redirect(self.thread_path(thread, self.last_page(thread)), 303)
        return Response(self._thread(thread, number, now))

    def _target(self, pointer: Pointer) -> Thread:
        thread = self.world.forum.thread(pointer.tid)
        assert thread is not None
        return thread

    # --- a page ---

    def _frame(self, title: str, template: str, content: str, head: str = "", crumbs: str = "", keys: str = "") -> str:
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html>
<html id="XF" lang="en-US" dir="LTR" data-xf="2.2" data-app="public" data-template="{template}" {keys} \
data-logged-in="false" data-cookie-prefix="xf_" data-csrf="1700000000,0123456789abcdef" class="has-no-js template-{template}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{escape(title)} | {name}</title>
<link rel="stylesheet" href="/css.php?css=public%3Anormalize.css&amp;s=1&amp;l=1&amp;d=1700000000" />
</head>
<body data-template="{template}">
<div class="p-pageWrapper" id="top">
<header class="p-header" id="header"><div class="p-header-inner"><div class="p-header-content">
<div class="p-header-logo p-header-logo--image"><a href="/"><img src="/styles/default/xenforo/xenforo-logo.png" alt="{name}" /></a></div>
</div></div></header>
<div class="p-navSticky"><nav class="p-nav"><div class="p-nav-inner">
<div class="p-nav-scroller"><ul class="p-nav-list js-offCanvasNavSource">
<li><div class="p-navEl is-selected"><a href="/" class="p-navEl-link">Forums</a></div></li>
<li><div class="p-navEl"><a href="/whats-new/" class="p-navEl-link">What's new</a></div></li>
</ul></div>
<div class="p-nav-opposite"><div class="p-navgroup p-account p-navgroup--guest">
<a href="/login/" class="p-navgroup-link p-navgroup-link--textual p-navgroup-link--logIn" data-xf-click="overlay"><span>Log in</span></a>
<a href="/register/" class="p-navgroup-link p-navgroup-link--textual p-navgroup-link--register"><span>Register</span></a>
</div></div>
</div></nav></div>
<div class="p-body"><div class="p-body-inner">
<ul class="notices notices--block js-notices" data-xf-init="notices"><li class="notice js-notice notice--primary" data-notice-id="1">
<div class="notice-content">{escape(self.world.announcement.title)}</div></li></ul>
<ul class="p-breadcrumbs "><li><a href="/"><span itemprop="name">Forums</span></a></li>{crumbs}</ul>
<div class="p-body-header">{head}</div>
<div class="p-body-main"><div class="p-body-content"><div class="p-body-pageContent">
{content}
</div></div></div>
</div></div>
<footer class="p-footer" id="footer"><div class="p-footer-inner"><div class="p-footer-copyright">
<a href="https://xenforo.com" class="u-concealed" dir="ltr" target="_blank">Community platform by XenForo<sup>&reg;</sup></a>
</div></div></footer>
</div>
</body>
</html>"""

    def _error(self, text: str) -> Response:
        head = '<div class="p-title "><h1 class="p-title-value">Oops! We ran into some problems.</h1></div>'
        return Response(
            self._frame("Oops! We ran into some problems.", "error", f'<div class="blockMessage">{text}</div>', head),
            404,
        )

    def _index(self) -> str:
        nodes = "".join(
            f'<div class="node node--id{board.fid} node--depth2 node--forum node--read"><div class="node-body"><div class="node-main">'
            f'<h3 class="node-title"><a href="{self.board_path(board)}" data-xf-init="element-tooltip">{escape(board.name)}</a></h3>'
            f'<div class="node-description">{escape(board.about)}</div></div></div></div>'
            for board in self.world.boards
        )
        return f'<div class="block block--category block--category1"><div class="block-container"><div class="block-body">{nodes}</div></div></div>'

    # --- a forum ---

    def _board(self, board: Board, number: int, now: datetime) -> Response:
        entries, size = self.rows(board.fid), self.rows_per_page
        sticky = [entry for entry in entries if isinstance(entry, Thread) and entry.sticky]
        normal = entries[len(sticky) :]
        last = pages(len(normal), size)  # sticky threads stand above the first page's full number of others
        if number > last:
            return _redirect(self.board_path(board, last), 303)
        nav = Nav(self.board_path(board), number, last)
        rows = "".join(self._row(entry, now) for entry in cut(normal, number, size))
        stuck = "".join(self._row(entry, now) for entry in sticky) if number == 1 else ""
        content = f"""<div class="block" data-xf-init="" data-type="thread">
<div class="block-outer"><div class="block-outer-main">{_nav(nav)}</div></div>
<div class="block-container">
<div class="block-filterBar"><div class="filterBar"><a class="filterBar-menuTrigger" role="button" tabindex="0">Filters</a></div></div>
<div class="block-body"><div class="structItemContainer">
{f'<div class="structItemContainer-group structItemContainer-group--sticky">{stuck}</div>' if stuck else ""}
<div class="structItemContainer-group js-threadList">
{rows}
</div>
</div></div>
</div>
<div class="block-outer block-outer--after"><div class="block-outer-main">{_nav(nav)}</div>
<div class="block-outer-opposite"><a href="/login/" class="button button--link" data-xf-click="overlay">You must log in or register to post here.</a></div></div>
</div>"""
        head = f'<div class="p-title "><h1 class="p-title-value">{escape(board.name)}</h1></div>'
        return Response(
            self._frame(
                board.name, "forum_view", content, head, self._category(), f'data-container-key="node-{board.fid}"'
            )
        )

    def _row(self, entry: Thread | Pointer, now: datetime) -> str:
        thread = self._target(entry) if isinstance(entry, Pointer) else entry
        moved = isinstance(entry, Pointer)
        tid, author = self.native_id(entry), thread.first.author
        address = f"/threads/{slug(thread.title)}.{tid}/"
        started = entry.at if isinstance(entry, Pointer) else thread.first.at
        replies = "&ndash;" if moved else f"{len(thread.posts) - 1:,}"
        views = "&ndash;" if moved else short(thread.views)
        if moved:
            latest = "N/A"
        else:
            latest = (
                f'<a href="{address}latest" rel="nofollow">{self._time(thread.last.at, now, "structItem-latestDate ")}</a>'
                f'<div class="structItem-minor">{self._name(thread.last.author)}</div>'
            )
        return f"""
<div class="structItem structItem--thread{" is-prefix1" if thread.prefix else ""}{" is-locked" if thread.locked else ""} \
js-inlineModContainer js-threadListItem-{tid}" data-author="{escape(author)}">
<div class="structItem-cell structItem-cell--icon"><div class="structItem-iconContainer"><span class="avatar avatar--s avatar--default">\
<span class="avatar-u0-s" role="img">{escape(author[0].upper())}</span></span></div></div>
<div class="structItem-cell structItem-cell--main" data-xf-init="touch-proxy">
{self._statuses(thread, moved=moved)}
<div class="structItem-title">
{self._label(thread)}
<a href="{address}" class="" data-tp-primary="on" data-xf-init="preview-tooltip" data-preview-url="{address}preview">{escape(thread.title)}</a>
</div>
<div class="structItem-minor">
<ul class="structItem-parts"><li>{self._name(author)}</li>
<li class="structItem-startDate"><a href="{address}" rel="nofollow">{self._time(started, now)}</a></li></ul>
{"" if moved else self._jumps(thread)}
</div>
</div>
<div class="structItem-cell structItem-cell--meta" title="First message reaction score: 0">
<dl class="pairs pairs--justified"><dt>Replies</dt><dd>{replies}</dd></dl>
<dl class="pairs pairs--justified structItem-minor"><dt>Views</dt><dd>{views}</dd></dl>
</div>
<div class="structItem-cell structItem-cell--latest ">{latest}</div>
<div class="structItem-cell structItem-cell--icon structItem-cell--iconEnd"><div class="structItem-iconContainer"></div></div>
</div>"""

    def _statuses(self, thread: Thread, *, moved: bool) -> str:
        held = (
            ("locked", thread.locked, "Locked"),
            ("sticky", thread.sticky, "Sticky"),
            ("redirect", moved, "Redirect"),
        )
        items = "".join(
            f'<li><i class="structItem-status structItem-status--{css}" aria-hidden="true" title="{said}"></i>'
            f'<span class="u-srOnly">{said}</span></li>'
            for css, holds, said in held
            if holds
        )
        return f'<ul class="structItem-statuses">{items}</ul>' if items else ""

    def _label(self, thread: Thread) -> str:
        if not thread.prefix:
            return ""
        board = self.world.board(thread.fid)
        assert board is not None
        return (
            f'<a href="{self.board_path(board)}?prefix_id=1" class="labelLink" rel="nofollow">'
            f'<span class="label label--primary" dir="auto">{escape(thread.prefix)}</span></a>'
        )

    def _jumps(self, thread: Thread) -> str:
        last = self.last_page(thread)
        links = "".join(f'<a href="{self.thread_path(thread, each)}">{each}</a>' for each in range(2, last + 1))
        return f'<span class="structItem-pageJump">{links}</span>' if links else ""

    # --- a thread ---

    def _thread(self, thread: Thread, number: int, now: datetime) -> str:
        board = self.world.board(thread.fid)
        assert board is not None
        nav = Nav(self.thread_path(thread), number, self.last_page(thread))
        shown: Sequence[tuple[int, Post]] = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        locked = (
            '<dl class="blockStatus"><dt>Status</dt><dd class="blockStatus-message blockStatus-message--locked">'
            "Not open for further replies.</dd></dl>"
            if thread.locked
            else ""
        )
        content = f"""<div class="block block--messages" data-xf-init="" data-type="post" data-href="/inline-mod/">
<div class="block-outer">{locked}<div class="block-outer-main">{_nav(nav)}</div></div>
<div class="block-outer js-threadStatusField"></div>
<div class="block-container lbContainer" data-xf-init="lightbox select-to-quote" data-lb-id="thread-{thread.tid}">
<div class="block-body js-replyNewMessageContainer">
{"".join(self._post(thread, place, post, now) for place, post in shown)}
</div>
</div>
<div class="block-outer block-outer--after"><div class="block-outer-main">{_nav(nav)}</div></div>
</div>
<div class="block"><div class="block-container"><h3 class="block-minorHeader">Similar threads</h3><div class="block-body">
<div class="structItemContainer">{self._similar(thread)}</div></div></div></div>"""
        label = (
            f'<span class="label label--primary" dir="auto">{escape(thread.prefix)}</span><span class="label-append">&nbsp;</span>'
            if thread.prefix
            else ""
        )
        head = f"""<div class="p-title "><h1 class="p-title-value">{label}{escape(thread.title)}</h1></div>
<div class="p-description"><ul class="listInline listInline--bullet">
<li><i class="fa--xf far fa-user" aria-hidden="true"></i> <span class="u-srOnly">Thread starter</span> {self._name(thread.first.author, " u-concealed")}</li>
<li><span class="u-srOnly">Start date</span> <a href="{self.thread_path(thread)}" class="u-concealed">{self._time(thread.first.at, now)}</a></li>
</ul></div>"""
        keys = f'data-container-key="node-{board.fid}" data-content-key="thread-{thread.tid}"'
        crumbs = (
            self._category()
            + f'<li><a href="{self.board_path(board)}"><span itemprop="name">{escape(board.name)}</span></a></li>'
        )
        title = f"{thread.prefix} - {thread.title}" if thread.prefix else thread.title
        return self._frame(title, "thread_view", content, head, crumbs, keys)

    def _similar(self, thread: Thread) -> str:
        """XenForo's own widget below a thread: a row of another thread, in the markup of lists."""
        other = next(each for each in self.world.forum.threads if each.tid != thread.tid)
        return (
            f'<div class="structItem structItem--thread js-threadListItem-{other.tid}" data-author="{escape(other.first.author)}">'
            f'<div class="structItem-cell structItem-cell--main"><div class="structItem-title"><a href="{self.thread_path(other)}">'
            f"{escape(other.title)}</a></div></div></div>"
        )

    def _post(self, thread: Thread, place: int, post: Post, now: datetime) -> str:
        member, pid, author = self.member(post.author), post.pid, escape(post.author)
        here = f"{self.thread_path(thread)}post-{pid}"
        extras = (
            ""
            if member.deleted
            else f'<div class="message-userExtras"><dl class="pairs pairs--justified"><dt>Joined</dt><dd>{member.joined}</dd></dl>'
            f'<dl class="pairs pairs--justified"><dt>Messages</dt><dd>{member.posts:,}</dd></dl></div>'
        )
        edited = (
            f'<div class="message-lastEdit">Last edited: {self._time(post.edited, now)}</div>' if post.edited else ""
        )
        signature = (
            f'<aside class="message-signature"><div class="bbWrapper">{BBCODE.html(member.signature)}</div></aside>'
            if member.signature
            else ""
        )
        return f"""
<article class="message message--post js-post js-inlineModContainer  " data-author="{author}" data-content="post-{pid}" id="js-post-{pid}">
<span class="u-anchorTarget" id="post-{pid}"></span>
<div class="message-inner">
<div class="message-cell message-cell--user">
<section class="message-user" itemprop="author" itemscope itemtype="https://schema.org/Person">
<div class="message-avatar "><div class="message-avatar-wrapper"><span class="avatar avatar--m avatar--default"><span role="img">{escape(post.author[0])}</span></span></div></div>
<div class="message-userDetails">
<h4 class="message-name">{self._name(post.author)}</h4>
<h5 class="userTitle message-userTitle" dir="auto">{"Guest" if member.deleted else escape(member.title)}</h5>
</div>
{extras}
<span class="message-userArrow"></span>
</section>
</div>
<div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget">
<header class="message-attribution message-attribution--split">
<ul class="message-attribution-main listInline "><li class="u-concealed"><a href="{here}" rel="nofollow">{self._time(post.at, now)}</a></li></ul>
<ul class="message-attribution-opposite message-attribution-opposite--list "><li><a href="{here}" class="message-attribution-gadget" \
data-xf-init="share-tooltip" rel="nofollow"><i class="fa--xf far fa-share-alt"></i></a></li><li><a href="{here}" rel="nofollow">#{place}</a></li></ul>
</header>
<div class="message-content js-messageContent">
<div class="message-userContent lbContainer js-lbContainer " data-lb-id="post-{pid}" data-lb-caption-desc="{author} &middot; x">
<article class="message-body js-selectToQuote"><div itemprop="text"><div class="bbWrapper">{BBCODE.html(post.text)}</div></div>
<div class="js-selectToQuoteEnd">&nbsp;</div></article>
</div>
{edited}
{signature}
</div>
<footer class="message-footer"><div class="message-actionBar actionBar"></div><div class="reactionsBar js-reactionsList "></div></footer>
</div></div>
</div>
</article>"""

    # --- parts ---

    def _category(self) -> str:
        category = self.world.forum.category
        return f'<li><a href="/#{slug(category.name)}.{category.fid}"><span itemprop="name">{escape(category.name)}</span></a></li>'

    def _name(self, author: str, css: str = "") -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return f'<span class="username {css}" dir="auto" data-user-id="0">{name}</span>'
        styled = (
            f'<span class="username--style{3 if member.group == "admin" else 4} username--staff">{name}</span>'
            if member.group in ("admin", "mod")
            else name
        )
        return f'<a href="/members/{slug(author)}.{member.uid}/" class="username {css}" dir="auto" data-user-id="{member.uid}" data-xf-init="member-tooltip">{styled}</a>'

    def _time(self, at: datetime, now: datetime, css: str = "") -> str:
        local = self.local(at)
        day, clock = f"{local:%b} {local.day}, {local.year}", f"{local.hour % 12 or 12}:{local:%M} {local:%p}"
        return (
            f'<time class="{css}u-dt" dir="auto" datetime="{local:%Y-%m-%dT%H:%M:%S%z}" data-time="{int(at.astimezone(UTC).timestamp())}" '
            f'data-date-string="{day}" data-time-string="{clock}" title="{day} at {clock}">{self.date(at, now)}</time>'
        )

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time as text: "9 minutes ago", "Today at 4:44 PM", "Saturday at 4:44 PM", "Nov 8, 2026"."""
        local, minutes, back = self.local(at), int((now - at).total_seconds() // 60), self.days_back(at, now)
        clock = f"{local.hour % 12 or 12}:{local:%M} {local:%p}"
        if minutes < 60:
            return f"{minutes} minutes ago" if minutes > 1 else "A moment ago"
        if back < 7:
            return f"{ {0: 'Today', 1: 'Yesterday'}.get(back, f'{local:%A}') } at {clock}"
        return f"{local:%b} {local.day}, {local.year}"


def slug(title: str) -> str:
    """Make the readable part of an address; other scripts are kept, as percents."""
    return quote(re.sub(r"[^\w]+", "-", title.lower()).strip("-"))


def short(number: int) -> str:
    """Show a count of views: from a thousand on "4K"."""
    return f"{round(number / 1000)}K" if number >= 1000 else str(number)


def _redirect(path: str, status: int) -> Response:
    return Response(status=status, headers=(("Location", path),))


def _nav(nav: Nav) -> str:
    if nav.last < 2:
        return ""
    items = "".join(
        f'<li class="pageNav-page {"pageNav-page--current " if each == nav.number else ""}"><a href="{nav.to(each)}">{each}</a></li>'
        for each in range(1, nav.last + 1)
    )
    before = (
        f'<a href="{nav.to(nav.number - 1)}" class="pageNav-jump pageNav-jump--prev">Prev</a>' if nav.number > 1 else ""
    )
    after = (
        f'<a href="{nav.to(nav.number + 1)}" class="pageNav-jump pageNav-jump--next">Next</a>'
        if nav.number < nav.last
        else ""
    )
    simple = (
        f'<a href="{nav.to(nav.number + 1)}" class="pageNavSimple-el pageNavSimple-el--next">Next <i aria-hidden="true" class="fa--xf"></i></a>'
        f'<a href="{nav.to(nav.last)}" class="pageNavSimple-el pageNavSimple-el--last" data-xf-init="tooltip" title="Last"></a>'
        if nav.number < nav.last
        else ""
    )
    return f"""<nav class="pageNavWrapper pageNavWrapper--mixed ">
<div class="pageNav ">{before}<ul class="pageNav-main">{items}</ul>{after}</div>
<div class="pageNavSimple"><a class="pageNavSimple-el pageNavSimple-el--current" data-xf-click="menu">{nav.number} of {nav.last}</a>{simple}</div>
</nav>"""
