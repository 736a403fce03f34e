"""Invision Community 4.7: addresses in the query, `ipsDataItem` rows, exact times, edit notes inside of the posts' text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import ClassVar
from urllib.parse import quote

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id

KEY = "5f4dcc3b5aa765d61d8327deb882cf99"
"""The key against forged requests, in the links of actions."""

BBCODE = Markup(
    quote=lambda html, by: (
        '<blockquote class="ipsQuote" data-ipsquote="" data-ipsquote-contentapp="forums" data-ipsquote-contenttype="forums" '
        'data-ipsquote-contentclass="forums_Topic" data-ipsquote-username="{}"><div class="ipsQuote_citation">{}</div>'
        '<div class="ipsQuote_contents"><p>\n\t{}\n</p></div></blockquote>'
    ).format(by or "", f"{by} said:" if by else "Quote", html),
    code=lambda html: f'<pre class="ipsCode">\n{html}</pre>\n',
    link=lambda url: f'<a href="{url}" rel="external nofollow">{url}</a>',
    newline="<br />\n\t",
)


class Invision(Software):
    """The default theme for guests, topics as a table, American English."""

    site: ClassVar[str] = "invision"
    engine: ClassVar[str] = "invision"
    names_zone: ClassVar[bool] = False
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "second"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"
    post_edited: ClassVar[Shown] = "second"

    def views(self, thread: Thread) -> int | None:
        return thread.views if thread.views < 1000 else None

    def board_path(self, board: Board, number: int = 1) -> str:
        return self.to(f"/forum/{board.fid}-{slug(board.name)}/", number)

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return self.to(f"/topic/{thread.tid}-{slug(thread.title)}/", number)

    def to(self, route: str, number: int = 1) -> str:
        """The address of a page of something."""
        return f"/index.php?{route}" + (f"page/{number}/" if number > 1 else "")

    def action(self, path: str, action: str) -> str:
        """The address of an action or jump, as it stands in the HTML."""
        return f"{path}&amp;{action}"

    def respond(self, request: Request, now: datetime) -> Response:
        route = next((name for name in request.query if name.startswith("/")), request.path)
        response = self._page(route.removeprefix("/index.php"), request, now)
        if "ips4_IPSSessionFront=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"ips4_IPSSessionFront={session_id()}; path=/; HttpOnly")
        return Response(response.body, response.status, (*response.headers, cookie))

    def _page(self, route: str, request: Request, now: datetime) -> Response:
        base = request.base
        if route in ("", "/"):
            return Response(self.frame(base, "Forums", "index", self.index(base)))
        found = re.fullmatch(r"/(forum|topic)/(\d+)-[^/]*/(?:page/(\d+)/)?", route)
        if not found:
            return self.error(base, "The page you requested does not exist", "1S160/2")
        number = int(found[3] or 1)
        if found[1] == "forum":
            board = self.world.board(int(found[2]))
            return self._board(base, board, number, now) if board else self.error(base, "", "2F176/1")
        return self._topic(request, int(found[2]), number, now)

    def _topic(self, request: Request, tid: int, number: int, now: datetime) -> Response:
        base, thread = request.base, self.world.forum.thread(tid)
        if thread is None:
            return self.error(base, "We could not locate the item you are trying to view.", "2F173/1")
        if jump := request.query.get("do"):
            return self._jump(base, thread, jump, request.number("comment"))
        if number > self.last_page(thread):
            return redirect(base + self.thread_path(thread, self.last_page(thread)))
        return Response(self.topic(base, thread, number, now))

    def _jump(self, base: str, thread: Thread, jump: str, pid: int) -> Response:
        wanted = thread.last.pid if jump == "getLastComment" else pid
        found = self.world.thread_of(wanted)
        page = self.page_with(thread, found[1] if found else 0)
        return redirect(f"{base}{self.thread_path(thread, page)}#comment-{wanted}")

    def _board(self, base: str, board: Board, number: int, now: datetime) -> Response:
        last = pages(len(self.rows(board.fid)), self.rows_per_page)
        if number > last:
            return redirect(base + self.board_path(board, last))
        return Response(self.board(base, board, number, now))

    def target(self, pointer: Pointer) -> Thread:
        """The thread that a pointer leads to."""
        thread = self.world.forum.thread(pointer.tid)
        assert thread is not None
        return thread

    # --- a page ---

    def frame(self, base: str, title: str, controller: str, content: str, head: str = "", crumbs: str = "") -> str:
        name = escape(self.world.forum.name)
        login = self.to("/login/")
        return f"""<!DOCTYPE html>
<html lang="en-US" dir="ltr">
	<head>
		<meta charset="utf-8">
		<title>{escape(title)} - {name}</title>
		<meta name="viewport" content="width=device-width, initial-scale=1">
		{head}
		<link rel='stylesheet' href='{base}/uploads/css_built_1/341e4a57816af3ba440d891ca87450ff_framework.css' media='all'>
	</head>
	<body class='ipsApp ipsApp_front ipsJS_none ipsClearfix' data-controller='core.front.core.app' data-message="" data-pageApp='forums' data-pageLocation='front' data-pageModule='forums' data-pageController='{controller}'>
		<a href='#ipsLayout_mainArea' class='ipsHide' title='Go to main content on this page' accesskey='m'>Jump to content</a>
		<div id='ipsLayout_header' class='ipsClearfix'><header><div class='ipsLayout_container'>
			<a href='{base}/' id='elLogo' accesskey='1'><img src="{base}/uploads/logo.png" alt='{name}'></a>
			<ul id='elUserNav' class='ipsList_inline cSignedOut ipsResponsive_showDesktop'><li id='elSignInLink'>
				<a href='{base}{login}' data-ipsMenu-closeOnClick="false" data-ipsMenu id='elUserSignIn'>Existing user? Sign In &nbsp;<i class='fa fa-caret-down'></i></a>
				<div id='elUserSignIn_menu' class='ipsMenu ipsMenu_auto ipsHide'><form accept-charset='utf-8' method='post' action='{base}{login}'>
					<input type="hidden" name="csrfKey" value="{KEY}"><input type="hidden" name="ref" value="aHR0cA==">
					<input type="text" placeholder="Display Name" name="auth" autocomplete="username"><input type="password" placeholder="Password" name="password" autocomplete="current-password">
					<button type="submit" name="_processLogin" value="usernamepassword">Sign In</button></form></div>
			</li></ul>
		</div></header></div>
		<main id='ipsLayout_body' class='ipsLayout_container'><div id='ipsLayout_contentArea'><div id='ipsLayout_contentWrapper'>
			<nav class='ipsBreadcrumb ipsBreadcrumb_top ipsFaded_withHover'><ul data-role="breadcrumbList"><li><a title="Home" href='{base}/'><span>Home <i class='fa fa-angle-right'></i></span></a></li>{crumbs}</ul></nav>
			<div id='ipsLayout_mainArea'>
				<div class='cAnnouncements' data-controller="core.front.core.announcementBanner"><div class='cAnnouncementContentTop ipsAnnouncement'><a href='{base}{self.to("/announcement/1-" + slug(self.world.announcement.title) + "/")}' data-ipsDialog>{escape(self.world.announcement.title)}</a></div></div>
				{content}
			</div>
		</div></div></main>
		<footer id='ipsLayout_footer'><p id='elCopyright'><a rel='nofollow' title='Invision Community' href='https://www.invisioncommunity.com/'>Powered by Invision Community</a></p></footer>
	</body>
</html>"""

    def error(self, base: str, said: str, code: str) -> Response:
        content = f"""<section id='elError' class='ipsType_center'><div class='ipsBox ipsPad'><p class='ipsType_reset ipsType_light ipsType_large'>Sorry!</p>
<div id='elErrorMessage' class='ipsPos_center'>{said}</div><ul class='ipsList_inline'><li><a href='{base}{self.to("/login/")}' class='ipsButton'>Sign In</a></li></ul></div>
<p class='ipsType_light ipsType_small ipsPos_right'>Error code: <strong>{code}</strong></p></section>"""
        return Response(self.frame(base, "Error", "topic", content), 404)

    def index(self, base: str) -> str:
        rows = "".join(
            f'<li class="cForumRow ipsDataItem" data-forumID="{board.fid}"><div class="ipsDataItem_main"><h4 class="ipsDataItem_title ipsType_large">'
            f'<a href="{base}{self.board_path(board)}">{escape(board.name)}</a></h4></div></li>'
            for board in self.world.boards
        )
        return f"<ol class='ipsList_reset cForumList' data-baseURL=''><li class='cForumRow ipsBox'><ol class='ipsDataList'>{rows}</ol></li></ol>"

    # --- a forum ---

    def board(self, base: str, board: Board, number: int, now: datetime) -> str:
        """A page of a forum's topics."""
        here, last = base + self.board_path(board), pages(len(self.rows(board.fid)), self.rows_per_page)
        nav = self.nav(lambda page: base + self.board_path(board, page), number, last)
        entries = cut(self.rows(board.fid), number, self.rows_per_page)
        rows = [
            self.moved(base, entry) if isinstance(entry, Pointer) else self.row(base, entry, now) for entry in entries
        ]
        rows.insert(1, f'<li class="ipsDataItem"><a href="{base}{self.to("/store/")}">Your ad here</a></li>')
        content = f"""<div class="ipsPageHeader ipsBox ipsResponsive_pull ipsPadding ipsClearfix"><header><h1 class="ipsType_pageTitle">{escape(board.name)}</h1>
<div class='ipsType_richText ipsType_normal'><p>{escape(board.about)}</p></div></header></div>
<div data-controller='forums.front.forum.forumPage'>
<div class='ipsBox ipsResponsive_pull' data-baseurl='{here}' data-resort='listResort' data-tableID='topics' data-controller='core.global.core.table'>
<h2 class='ipsType_sectionTitle ipsHide ipsType_medium'>{len(self.rows(board.fid))} topics in this forum</h2>
<div class="ipsButtonBar ipsPad_half"><ul class="ipsButtonRow ipsPos_right"><li><a href="#elSortByMenu_menu" data-role='sortButton' data-ipsMenu>Sort By</a>
<ul class="ipsMenu ipsHide" id="elSortByMenu_1_menu"><li class="ipsMenu_item" data-ipsMenuValue="title"><a href="{self.action(here, "filter=&amp;sortby=title&amp;sortdirection=asc")}" rel="nofollow">Title</a></li></ul></li></ul>
<div data-role="tablePagination" {"class='ipsHide'" if last == 1 else ""}>{nav}</div></div>
<ol class='ipsClear ipsDataList cForumTopicTable  cTopicList ' id='elTable_{board.fid}' data-role="tableRows">{"".join(rows)}</ol>
<div class="ipsButtonBar ipsPad_half" data-role="tablePagination">{nav}</div>
</div></div>"""
        crumbs = f"<li>{escape(board.name)}</li>"
        head = self.head(lambda page: base + self.board_path(board, page), number, last)
        return self.frame(base, board.name, "forums", content, head, crumbs)

    def moved(self, base: str, pointer: Pointer) -> str:
        """What stays where a topic was."""
        thread = self.target(pointer)
        board = self.world.board(thread.fid)
        assert board is not None
        return f"""<li class="ipsDataItem"><div class='ipsDataItem_icon ipsType_center ipsType_noBreak'><i class="fa fa-arrow-left ipsType_large"></i></div>
<div class='ipsDataItem_main'><h4 class='ipsDataItem_title ipsContained_container'><em><a href='{base}{self.thread_path(thread)}' title='Go to new location'>{escape(thread.title)}</a></em></h4>
<div class='ipsDataItem_meta'><p class='ipsType_reset ipsType_light ipsType_blendLinks'>Topic was moved to forum <a href='{base}{self.board_path(board)}'><strong>{escape(board.name)}</strong></a></p></div></div></li>"""

    def row(self, base: str, thread: Thread, now: datetime) -> str:
        here, title = base + self.thread_path(thread), escape(thread.title)
        lock = "<span><i class='ipsType_medium fa fa-lock' data-ipsTooltip title='This topic is locked'></i></span>"
        pin = (
            "<span><span class=\"ipsBadge ipsBadge_icon ipsBadge_small ipsBadge_positive\" data-ipsTooltip title='Pinned'>"
            "<i class='fa fa-thumb-tack'></i></span></span>"
        )
        return f"""
<li class="ipsDataItem ipsDataItem_responsivePhoto" data-rowID='{thread.tid}'>
<div class='ipsDataItem_main'>
<h4 class='ipsDataItem_title ipsContained_container'>{lock if thread.locked else ""}{pin if thread.sticky else ""}
{f"<span>{self.label(base, thread)}</span>" if thread.prefix else ""}
<span class='ipsType_break ipsContained'><a href='{here}' class='' title='{title} ' data-ipsHover data-ipsHover-target='{self.action(here, "preview=1")}' data-ipsHover-timeout='1.5'><span>{title}</span></a></span>
{self.jumps(base, thread)}</h4>
<div class='ipsDataItem_meta ipsType_reset ipsType_light ipsType_blendLinks'><span>By {self.name(base, thread.first.author)}, </span>{self.time(thread.first.at, now)}
&nbsp;&nbsp;<ul class='ipsTags ipsTags_inline ipsList_inline'><li><a href="{base}{self.to("/tags/dump/")}" class='ipsTag' rel="tag"><span>dump</span></a></li></ul></div>
</div>
<ul class='ipsDataItem_stats'><li data-statType='forums_comments'><span class='ipsDataItem_stats_number'>{short(len(thread.posts) - 1)}</span> <span class='ipsDataItem_stats_type'> replies</span></li>
<li class='ipsType_light' data-statType='num_views'><span class='ipsDataItem_stats_number'>{short(thread.views)}</span> <span class='ipsDataItem_stats_type'> views</span></li></ul>
<ul class='ipsDataItem_lastPoster ipsDataItem_withPhoto ipsType_blendLinks'><li>{self.photo(base, thread.last.author, "tiny")}</li><li>{self.name(base, thread.last.author)}</li>
<li class="ipsType_light"><a href='{self.action(here, "do=getLastComment")}' title='Go to last post' class='ipsType_blendLinks'>{self.time(thread.last.at, now)}</a></li></ul>
</li>"""

    def label(self, base: str, thread: Thread) -> str:
        prefix = escape(thread.prefix or "")
        return (
            f'<a href="{base}{self.to(f"/tags/{prefix}/")}" title="Find other content tagged with \'{prefix}\'" '
            f"class='ipsTag_prefix' rel=\"tag\"><span>{prefix}</span></a>"
        )

    def jumps(self, base: str, thread: Thread) -> str:
        last = self.last_page(thread)
        items = "".join(
            f"<span class='ipsPagination_page'><a href='{base}{self.thread_path(thread, page)}' title='Go to page {page}'>{page}</a></span>"
            for page in range(1, last + 1)
        )
        return (
            f"<span class='ipsPagination ipsPagination_mini' id='elPagination_{thread.tid}'>{items}</span>"
            if last > 1
            else ""
        )

    # --- a topic ---

    def topic(self, base: str, thread: Thread, number: int, now: datetime) -> str:
        """A page of a topic."""
        board, last = self.world.board(thread.fid), self.last_page(thread)
        assert board is not None
        here, title = base + self.thread_path(thread), escape(thread.title)
        nav = self.nav(lambda page: base + self.thread_path(thread, page), number, last)
        posts = "".join(self.post(base, thread, post, now) for post in cut(thread.posts, number, self.posts_per_page))
        content = f"""<div class='ipsPageHeader ipsResponsive_pull ipsBox ipsPadding'><h1 class='ipsType_pageTitle ipsContained_container'>
{f"<span>{self.label(base, thread)}</span>" if thread.prefix else ""}
<span class='ipsType_break ipsContained'><span>{title}</span></span></h1>
<hr class='ipsHr'><div class='ipsPageHeader__meta'>{self.photo(base, thread.first.author, "mini")}<p class='ipsType_reset ipsType_blendLinks'><strong>By {self.name(base, thread.first.author)}</strong><br />
<span class='ipsType_light'>{self.time(thread.first.at, now)} in <a href="{base}{self.board_path(board)}">{escape(board.name)}</a></span></p></div></div>
<div id='comments' data-controller='core.front.core.commentFeed,forums.front.topic.view, core.front.core.ignoredComments' data-autoPoll data-baseURL='{here}' {"data-lastPage" if number == last else ""} data-feedID='topic-{thread.tid}' class='cTopic ipsClear ipsSpacer_top'>
<div class="ipsBox ipsResponsive_pull ipsPadding:half">{nav}</div>
<div id="elPostFeed" data-role='commentFeed' data-controller='core.front.core.moderation'><form action="{self.action(here, f"csrfKey={KEY}&amp;do=multimodComment")}" method="post" data-ipsPageAction data-role='moderationTools'>
{posts}
</form></div>
<div class='ipsBox ipsPadding:half ipsMargin_top'>{nav}</div>
{"<div data-role='replyArea'><p class='ipsType_warning'>This topic is now closed to further replies.</p></div>" if thread.locked else ""}
</div>
<div class='ipsPager ipsSpacer_top'><div class="ipsPager_prev"><a href="{base}{self.board_path(board)}" rel="parent"><span class="ipsPager_type">Go to topic listing</span></a></div></div>"""
        crumbs = f"<li><a href='{base}{self.board_path(board)}'><span>{escape(board.name)} <i class='fa fa-angle-right'></i></span></a></li><li>{title}</li>"
        head = self.head(lambda page: base + self.thread_path(thread, page), number, last)
        head += f'<meta property="og:title" content="{title}"><meta property="og:url" content="{here}">'
        return self.frame(base, f"{thread.title} - {board.name}", "topic", content, head, crumbs)

    def post(self, base: str, thread: Thread, post: Post, now: datetime) -> str:
        pid, member, here = post.pid, self.member(post.author), base + self.thread_path(thread)
        find = self.action(here, f"do=findComment&amp;comment={post.pid}")
        date = f"<a href='{find}' rel=\"nofollow\" class='ipsType_blendLinks'>Posted {self.time(post.at, now)}</a>"
        stats = (
            f"<li data-role='stats' class='ipsMargin_top'><ul class=\"ipsList_reset cAuthorPane_stats\"><li><i class=\"fa fa-comment\"></i> {member.posts}</li></ul></li>"
            f"<li data-role='custom-field' class='ipsType_light'><span class='ft'>Joined:</span> <span class='fc'>{self.time(thread.first.at, now)}</span></li>"
        )
        signature = (
            f"<div data-role=\"memberSignature\" class='ipsResponsive_hidePhone ipsBorder_top ipsPadding_vertical'><div class='ipsType_light ipsType_richText' data-ipsLazyLoad>{BBCODE.html(member.signature)}</div></div>"
            if member.signature
            else ""
        )
        return f"""
<a id='comment-{pid}'></a>
<article id='elComment_{pid}' class='cPost ipsBox ipsResponsive_pull  ipsComment  ipsComment_parent ipsClearfix ipsClear ipsColumns ipsColumns_noSpacing ipsColumns_collapsePhone    '>
<div class='cAuthorPane_mobile ipsResponsive_showPhone'><div class='cAuthorPane_photo'>{self.photo(base, post.author, "large")}</div><div class='cAuthorPane_content'>
<h3 class='ipsType_sectionHead cAuthorPane_author ipsType_break ipsType_blendLinks'>{self.name(base, post.author)}</h3><div class='ipsType_light ipsType_reset'>{date}</div></div></div>
<aside class='ipsComment_author cAuthorPane ipsColumn ipsColumn_medium ipsResponsive_hidePhone'>
<h3 class='ipsType_sectionHead cAuthorPane_author ipsType_blendLinks ipsType_break'><strong>{self.name(base, post.author)}</strong></h3>
<ul class='cAuthorPane_info ipsList_reset'><li data-role='photo' class='cAuthorPane_photo'>{self.photo(base, post.author, "large")}</li><li data-role='group'>{"Guests" if member.deleted else escape(member.title)}</li>{"" if member.deleted else stats}</ul></aside>
<div class='ipsColumn ipsColumn_fluid ipsMargin:none'>
<div id='comment-{pid}_wrap' data-controller='core.front.core.comment' data-commentApp='forums' data-commentType='forums' data-commentID="{pid}" data-quoteData='{self.told(thread, post)}' class='ipsComment_content ipsType_medium'>
<div class='ipsComment_meta ipsType_light'><div class='ipsComment_toolWrap'><ul class='ipsList_reset ipsComment_tools'><li><a href='{self.action(here, f"do=reportComment&amp;comment={pid}")}' data-action='reportComment'>Report</a></li></ul></div>
<div class='ipsType_reset ipsResponsive_hidePhone'>{date} <span class='ipsResponsive_hidePhone'>{"(edited)" if post.edited else ""}</span></div></div>
<div class='cPost_contentWrap'>
<div data-role='commentContent' class='ipsType_normal ipsType_richText ipsPadding_bottom ipsContained' data-controller='core.front.core.lightboxedImages'>
<p>
	{BBCODE.html(post.text)}
</p>
{self.edited(post, now)}
</div>
<div class='ipsItemControls'><ul class='ipsComment_controls' data-role="commentControls"><li class='ipsHide' data-role='commentLoading'></li></ul></div>
{signature}
</div>
</div>
</div>
</article>"""

    def edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        reason = f"<br>{escape(post.reason)}" if post.reason else ""
        return (
            "<span class='ipsType_reset ipsType_medium ipsType_light' data-excludequote><strong>Edited "
            f"{self.time(post.edited, now)} by {escape(post.author)}</strong>{reason}</span>"
        )

    # --- parts ---

    def told(self, thread: Thread, post: Post) -> str:
        """What the quote button is told."""
        member = self.member(post.author)
        told = {
            "userid": None if member.deleted else member.uid,
            "username": post.author,
            "timestamp": int(post.at.timestamp()),
            "contentapp": "forums",
            "contenttype": "forums",
            "contentid": thread.tid,
            "contentclass": "forums_Topic",
            "contentcommentid": post.pid,
        }
        return escape(json.dumps(told))

    def name(self, base: str, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        profile = base + self.to(f"/profile/{member.uid}-{slug(author)}/")
        styled = f"<span style='color:#c00'>{name}</span>" if member.group in ("admin", "mod") else name
        return (
            f"<a href='{profile}' rel=\"nofollow\" data-ipsHover data-ipsHover-width='370' data-ipsHover-target='{self.action(profile, 'do=hovercard')}' "
            f'title="Go to {name}\'s profile" class="ipsType_break">{styled}</a>'
        )

    def photo(self, base: str, author: str, size: str) -> str:
        name = escape(author)
        return f"<span class='ipsUserPhoto ipsUserPhoto_{size}'><img src='{base}/uploads/default_photo.png' alt='{name}' loading=\"lazy\"></span>"

    def time(self, at: datetime, now: datetime) -> str:
        local = self.local(at)
        return f"<time datetime='{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}' title='{local:%m/%d/%Y %I:%M  %p}' data-short='{self.date(at, now)}'>{self.date(at, now)}</time>"

    def date(self, at: datetime, now: datetime) -> str:
        """Show a time as text: "9 minutes ago", "Yesterday at 04:44 PM", "March 8", "November 8, 2024"."""
        local, minutes, back = self.local(at), int((now - at).total_seconds() // 60), self.days_back(at, now)
        if minutes < 60:
            return f"{minutes} minutes ago" if minutes > 1 else "Just now"
        if back < 2:
            return f"Yesterday at {local:%I:%M %p}" if back else f"{minutes // 60} hours ago"
        return f"{local:%B} {local.day}" + ("" if local.year == self.local(now).year else f", {local.year}")

    def head(self, to: Callable[[int], str], number: int, last: int) -> str:
        links = [("canonical", number)] + [("first", 1), ("prev", number - 1)] * (number > 1)
        links += [("next", number + 1), ("last", last)] * (number < last)
        return "".join(f'<link rel="{rel}" href="{to(page)}" />\n' for rel, page in links)

    def nav(self, to: Callable[[int], str], number: int, last: int) -> str:
        """The links to other pages; on the last one those forward lead to itself."""
        if last < 2:
            return ""

        def item(css: str, page: int, text: str, rel: str = "") -> str:
            named = f'rel="{rel}" ' if rel else ""
            return f"<li class='ipsPagination_{css}'><a href='{to(page)}' {named}data-page='{page}'>{text}</a></li>"

        off = " ipsPagination_inactive"
        middle = [
            item("page" + " ipsPagination_active" * (page == number), page, str(page)) for page in range(1, last + 1)
        ]
        before = [
            item("first" + off * (number == 1), 1, "&laquo;", "first"),
            item("prev" + off * (number == 1), number - 1, "Prev", "prev"),
        ]
        after = [
            item("next" + off * (number == last), min(number + 1, last), "Next", "next"),
            item("last" + off * (number == last), last, "&raquo;", "last"),
        ]
        return (
            f"<ul class='ipsPagination' id='elPagination_0a1b_{number}' data-ipsPagination-seoPagination='true' data-pages='{last}'>"
            f"{''.join((*before, *middle, *after))}<li class='ipsPagination_pageJump'><a href='#' data-ipsMenu>Page {number} of {last}</a></li></ul>"
        )


def slug(title: str) -> str:
    """Make the readable part of an address; other scripts are kept, as percents."""
    return quote(re.sub(r"[^\w]+", "-", title.lower()).strip("-"))


def short(number: int) -> str:
    """Show a number: from a thousand on "1.2k"."""
    return f"{number / 1000:.1f}k" if number >= 1000 else str(number)


def redirect(address: str) -> Response:
    return Response(status=303, headers=(("Location", address),))
