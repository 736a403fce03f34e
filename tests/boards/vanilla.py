"""Vanilla 2.3: discussions as items of a list, the opening post apart from its comments, announcements on top."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id

REDIRECT = 150
"""A moved discussion leaves one of its own behind, which leads to it."""

BBCODE = Markup(
    quote=lambda html, by: (
        f'<blockquote class="Quote" rel="{by}"><div class="QuoteAuthor"><a href="/profile/{by}">{by}</a> said:</div><div class="QuoteText">{html}</div></blockquote>'
        if by
        else f'<blockquote class="Quote"><div class="QuoteText">{html}</div></blockquote>'
    ),
    code=lambda html: f'<pre class="CodeBlock"><code>{html}</code></pre>',
    link=lambda url: f'<a href="{url}" rel="nofollow">{url}</a>',
    bold="<b>{}</b>",
)


class Vanilla(Software):
    """The default theme. A row with comments names who wrote the last, not who began."""

    site: ClassVar[str] = "vanilla"
    engine: ClassVar[str] = "vanilla"
    announced: ClassVar[bool] = True
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"

    def native_id(self, thread: Thread | Pointer) -> str:
        return str(REDIRECT if isinstance(thread, Pointer) else thread.tid)

    def starter(self, thread: Thread) -> str | None:
        return thread.first.author if len(thread.posts) == 1 else None

    def started(self, thread: Thread) -> Shown:
        return "second" if len(thread.posts) == 1 else None

    def post_id(self, post: Post) -> str | None:
        """The opening post has no number of its own but the discussion's."""
        found = self.world.thread_of(post.pid)
        return str(found[0].tid) if found and found[1] == 0 else str(post.pid)

    def last_page(self, thread: Thread) -> int:
        return pages(len(thread.posts) - 1, self.posts_per_page)

    def page_with(self, thread: Thread, place: int) -> int:
        return max(0, place - 1) // self.posts_per_page + 1

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/categories/{board.name.lower()}" + (f"/p{number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/discussion/{thread.tid}/{slug(thread.title)}" + (f"/p{number}" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._page(request, now)
        if "Vanilla-tk=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"Vanilla-tk={session_id(16)}%3A0%3A1; path=/; HttpOnly")
        return Response(response.body, response.status, (*response.headers, cookie))

    def _page(self, request: Request, now: datetime) -> Response:
        base, path = request.base, request.path
        if path in ("/", "/categories", "/discussions"):
            return Response(self._frame(base, self.world.forum.name, "Categories", self._index()))
        if found := re.fullmatch(r"/categories/([a-z]+)(?:/p(\d+))?", path):
            board = next((board for board in self.world.boards if board.name.lower() == found[1]), None)
            return Response(self._board(base, board, int(found[2] or 1))) if board else self._missing(base)
        if found := re.fullmatch(r"/discussion/comment/(\d+)/?", path):
            of_post = self.world.thread_of(int(found[1]))
            return self._discussion(base, of_post[0].tid, self.page_with(*of_post)) if of_post else self._missing(base)
        if found := re.fullmatch(r"/discussion/(\d+)(?:/[^/]*)?(?:/p(\d+))?", path):
            return self._discussion(base, int(found[1]), int(found[2] or 1))
        return self._missing(base)

    def _discussion(self, base: str, number: int, page: int) -> Response:
        if number == REDIRECT:
            [pointer] = self.world.forum.pointers
            target = self.world.thread(pointer.tid)
            assert target is not None
            return Response(status=302, headers=(("Location", base + self.thread_path(target)),))
        thread = self.world.thread(number)
        return (
            Response(self._thread(base, thread, min(page, self.last_page(thread)))) if thread else self._missing(base)
        )

    # --- a page ---

    def _frame(self, base: str, title: str, section: str, content: str, crumbs: str = "", head: str = "") -> str:
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8" />
<title>{escape(title)} - {name}</title>
<link rel="stylesheet" type="text/css" href="/applications/dashboard/design/style.css?v=2.3" media="all" />
{head}
<script src="/js/global.js?v=2.3" type="text/javascript"></script>
</head>
<body id="vanilla_{section.lower()}_index" class="Vanilla {section} isDesktop index">
<div id="Frame">
<div class="Head" id="Head"><div class="Row"><strong class="SiteTitle"><a href="/">{name}</a></strong>
<div class="SiteSearch"><form method="get" action="/search"><div><input type="text" id="Form_Search" name="Search" value="" placeholder="Search" class="InputBox" /></div></form></div>
<ul class="SiteMenu"><li><a href="/categories" class="">Categories</a></li><li><a href="/discussions" class="">Discussions</a></li><li><a href="/entry/signin" class="SignIn">Sign In</a></li></ul></div></div>
<div id="Body"><div class="Row">
<div class="BreadcrumbsWrapper"><span class="Breadcrumbs"><span class="CrumbLabel HomeCrumb"><a href="/"><span>Home</span></a></span>{crumbs}</span></div>
<div class="Column PanelColumn" id="Panel">
<div class="Box GuestBox"><h4 class="GuestBox-title">Howdy, Stranger!</h4><p class="GuestBox-message">It looks like you're new here. If you want to get involved, click one of these buttons!</p>
<div class="P"><a href="/entry/signin?Target=categories" class="Button Primary SignInPopup" rel="nofollow">Sign In</a></div></div>
{self._panel()}
</div>
<div class="Column ContentColumn" id="Content">{content}</div>
</div></div>
<div id="Foot"><div class="Row"><a href="http://vanillaforums.org" class="PoweredByVanilla" title="Community Software by Vanilla Forums">Forum Software Powered by Vanilla</a></div></div>
</div>
</body>
</html>"""

    def _panel(self) -> str:
        """Make the box of recent discussions, whose items look like a list's."""
        newest = sorted(self.world.forum.threads, key=lambda thread: thread.last.at, reverse=True)[:3]
        items = "".join(
            f'<li id="RecentDiscussion_{thread.tid}" class="Item"><div class="Title"><a href="{self.thread_path(thread)}">{escape(thread.title)}</a></div></li>'
            for thread in newest
        )
        return f'<div class="Box BoxDiscussions"><h4>Recent Discussions</h4><ul class="PanelInfo PanelDiscussions DataList">{items}</ul></div>'

    def _missing(self, base: str) -> Response:
        content = '<div class="Center SplashInfo"><h1>Page Not Found</h1><div id="Message">The page you were looking for could not be found.</div></div>'
        return Response(self._frame(base, "Page Not Found", "Error", content), 404)

    def _crumb(self, board: Board) -> str:
        return f' <span class="Crumb">›</span> <span class="CrumbLabel Category-{board.name.lower()} Last"><a href="{self.board_path(board)}"><span>{escape(board.name)}</span></a></span>'

    def _index(self) -> str:
        items = "".join(
            f'<li id="Category_{board.fid}" class="Item Category-{board.name.lower()}"><div class="ItemContent Category"><h3 class="CategoryName TitleWrap"><a href="{self.board_path(board)}" class="Title">{escape(board.name)}</a></h3>'
            f'<div class="CategoryDescription">{escape(board.about)}</div></div></li>'
            for board in self.world.boards
        )
        return f'<h1 class="H">Categories</h1><ul class="DataList CategoryList">{items}</ul>'

    # --- a category ---

    def _board(self, base: str, board: Board, number: int) -> str:
        entries, size = self.rows(board.fid), self.rows_per_page
        last = pages(len(entries), size)
        number = min(number, last)
        announcement = self.world.announcement
        above: list[Thread | Pointer] = [announcement] if number == 1 and board.fid == announcement.fid else []
        items = "".join(self._item(board, entry) for entry in (*above, *cut(entries, number, size)))
        address = f"{base}{self.board_path(board)}"
        pager = _pager(address, number, last)
        head = f'<link rel="next" href="{address}/p{number + 1}" />' if number < last else ""
        content = f"""<h1 class="H HomepageTitle">{escape(board.name)}</h1><div class="P PageDescription">{escape(board.about)}</div>
<div class="PageControls Top">{pager}</div>
<h2 class="sr-only">Discussion List</h2>
<ul class="DataList Discussions">
{items}
</ul>
<div class="PageControls Bottom">{pager}</div>"""
        return self._frame(base, board.name, "Categories", content, self._crumb(board), head)

    def _item(self, board: Board, entry: Thread | Pointer) -> str:
        thread = self.world.thread(entry.tid)
        assert thread is not None
        moved, tid = isinstance(entry, Pointer), self.native_id(entry)
        above = thread.sticky or thread.tid == self.world.announcement.tid
        closed = thread.locked or moved
        tags = (("Announcement", above), ("Closed", closed))
        shown = " ".join(f'<span class="Tag Tag-{name}" title="{name}">{name}</span>' for name, holds in tags if holds)
        css = "".join(f" {name}" for name, holds in (("Announcement", above), ("Closed", closed)) if holds)
        comments = len(thread.posts) - 1
        said = (
            f"Most recent by {_profile(thread.last.author)}"
            if comments
            else f"Started by {_profile(thread.first.author)}"
        )
        last = entry.at if isinstance(entry, Pointer) else thread.last.at
        address = f"/discussion/{tid}/{slug(thread.title)}"
        return f"""<li id="Discussion_{tid}" class="Item{css} ItemDiscussion">
<span class="Options"><a href="/entry/signin" class="Hijack Bookmark" title="Bookmark">Bookmark</a></span>
<a title="{escape(thread.first.author)}" href="/profile/x" class="PhotoWrap IndexPhoto"><img src="/applications/dashboard/design/images/defaulticon.png" alt="" class="ProfilePhoto ProfilePhotoMedium" /></a>
<div class="ItemContent Discussion">
<div class="Title"><a href="{address}">{"Moved: " if moved else ""}{escape(thread.title)}</a></div>
<div class="Meta Meta-Discussion">
{shown}
<span class="MItem MCount ViewCount">{_number(thread.views, "view")}</span>
<span class="MItem MCount CommentCount">{_number(comments, "comment")}</span>
<span class="MItem LastCommentBy">{said}</span>
<span class="MItem LastCommentDate">{self._time(last)}</span>
<span class="MItem Category Category-{board.name.lower()}"><a href="{self.board_path(board)}">{escape(board.name)}</a></span>
</div>
</div>
</li>"""

    # --- a discussion ---

    def _thread(self, base: str, thread: Thread, number: int) -> str:
        board, last = self.world.board(thread.fid), self.last_page(thread)
        assert board is not None
        comments = cut(list(enumerate(thread.posts[1:], 1)), number, self.posts_per_page)
        address = f"{base}{self.thread_path(thread)}"
        pager = _pager(address, number, last)
        opening = self._opening(board, thread) if number == 1 else ""
        closed = (
            '<div class="Foot Closed"><div class="Note Closed">This discussion has been closed.</div></div>'
            if thread.locked
            else ""
        )
        title = f'<div id="Item_0" class="PageTitle"><div class="Options"></div><h1>{escape(thread.title)}</h1></div>'
        content = f"""<div class="MessageList Discussion">{title}
{opening}
</div>
<div class="CommentsWrap">
<span class="BeforeCommentHeading">{pager}</span>
<div class="DataBox DataBox-Comments">
<h2 class="CommentHeading">Comments</h2>
<ul class="MessageList DataList Comments">
{"".join(self._comment(place, post) for place, post in comments)}
</ul>
</div>
<div class="P PagerWrap">{pager}</div>
</div>
{closed}
<div class="Foot"><div class="Note">Sign In or Register to comment.</div></div>"""
        head = f'<link rel="canonical" href="{address}{f"/p{number}" if number > 1 else ""}" />'
        return self._frame(base, thread.title, "Discussion", content, self._crumb(board), head)

    def _opening(self, board: Board, thread: Thread) -> str:
        post = thread.first
        return f"""<div id="Discussion_{thread.tid}" class="Item ItemDiscussion"><div class="Discussion">
<div class="Item-Header DiscussionHeader">{self._author(post)}
<div class="Meta DiscussionMeta"><span class="MItem DateCreated"><a href="{self.thread_path(thread)}" class="Permalink" rel="nofollow">{self._time(post.at)}</a></span>
{self._edited(post)}<span class="MItem Category"> in <a href="{self.board_path(board)}">{escape(board.name)}</a></span></div></div>
{self._body(post)}
</div></div>"""

    def _comment(self, place: int, post: Post) -> str:
        return f"""<li class="Item{" Alt" if place % 2 else ""} ItemComment" id="Comment_{post.pid}"><div class="Comment">
<div class="Item-Header CommentHeader">{self._author(post)}
<div class="Meta CommentMeta CommentInfo"><span class="MItem DateCreated"><a href="/discussion/comment/{post.pid}/#Comment_{post.pid}" class="Permalink" name="Item_{place}" rel="nofollow">{self._time(post.at)}</a></span>
{self._edited(post)}</div></div>
{self._body(post)}
</div></li>"""

    def _author(self, post: Post) -> str:
        member, name = self.member(post.author), escape(post.author)
        return (
            f'<div class="AuthorWrap"><span class="Author"><a title="{name}" href="/profile/{name}" class="PhotoWrap"><img src="/applications/dashboard/design/images/defaulticon.png" alt="" class="ProfilePhoto" /></a>'
            f'<a href="/profile/{name}" class="Username">{name}</a></span><span class="AuthorInfo"><span class="MItem AuthorTitle">{escape(member.title)}</span>'
            f'<span class="MItem PostCount">Posts: <b><span title="{member.posts}" class="Number">{member.posts}</span></b></span></span></div>'
        )

    def _body(self, post: Post) -> str:
        sign = self.member(post.author).signature
        signature = f'<div class="Signature UserSignature">{BBCODE.html(sign)}</div>' if sign else ""
        return f'<div class="Item-BodyWrap"><div class="Item-Body"><div class="Message userContent">{BBCODE.html(post.text)}</div>{signature}<div class="Reactions"></div></div></div>'

    def _edited(self, post: Post) -> str:
        if post.edited is None:
            return ""
        return f'<span class="MItem"><span title="Edited {self._full(post.edited)} by {escape(post.author)}." class="DateUpdated">edited {self.local(post.edited):%B} {self.local(post.edited).day}</span></span>'

    # --- parts ---

    def _time(self, at: datetime) -> str:
        stamp = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"
        return f'<time title="{self._full(at)}" datetime="{stamp}">{self.local(at):%B} {self.local(at).day}</time>'

    def _full(self, at: datetime) -> str:
        local = self.local(at)
        return f"{local:%B} {local.day}, {local.year} {local.hour % 12 or 12}:{local:%M%p}"


def slug(title: str) -> str:
    """Make the name of a discussion in its address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "x"


def _profile(author: str) -> str:
    return f'<a href="/profile/{escape(author)}">{escape(author)}</a>'


def _number(count: int, what: str) -> str:
    """Show a count in short, and in full to who points at it."""
    short = f"{count / 1000:.1f}K".replace(".0K", "K") if count >= 1000 else str(count)
    plural = "" if count == 1 else "s"
    return f'<span title="{count:,} {what}{plural}" class="Number">{short}</span> {what}{plural}'


def _pager(address: str, number: int, last: int) -> str:
    if last < 2:
        return ""

    def to(each: int) -> str:
        return address if each == 1 else f"{address}/p{each}"

    links = "".join(
        f'<a href="{to(each)}" class="{"Highlight " if each == number else ""}Pager-p p-{each}">{each}</a>'
        for each in range(1, last + 1)
    )
    before = (
        f'<a href="{to(number - 1)}" class="Previous" rel="prev">«</a>'
        if number > 1
        else '<span class="Previous">«</span>'
    )
    after = (
        f'<a href="{to(number + 1)}" class="Next" rel="next">»</a>' if number < last else '<span class="Next">»</span>'
    )
    return f'<div id="PagerBefore" class="Pager NumberedPager">{before}{links}{after}</div>'
