"""Invision Community 5: rewritten addresses, `ipsData` rows with badges, the sign-in menu in a panel beside the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import ClassVar

from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.invision import BBCODE, KEY, Invision, short
from tests.boards.serving import cut, pages


class Invision5(Invision):
    """The default theme with its side panel, posts with a column for their author."""

    site: ClassVar[str] = "invision5"

    def to(self, route: str, number: int = 1) -> str:
        return route + (f"page/{number}/" if number > 1 else "")

    def action(self, path: str, action: str) -> str:
        return f"{path}?{action}"

    # --- a page ---

    def frame(self, base: str, title: str, controller: str, content: str, head: str = "", crumbs: str = "") -> str:
        name, login = escape(self.world.forum.name), base + self.to("/login/")
        announced = escape(self.world.announcement.title)
        return f"""<!DOCTYPE html>
<html lang="en-US" dir="ltr" data-ips-path="/" data-ips-scheme='system' data-ips-scheme-default='system' data-ips-theme="1" data-ips-guest data-ips-theme-setting-change-scheme='1'>
<head data-ips-hook="head"><meta charset="utf-8"><title data-ips-hook="title">{escape(title)} - {name}</title>
{head}
<link rel='stylesheet' href='{base}/static/css/core_global_framework_framework.css?v=1700000000'></head>
<body data-ips-hook="body" class="ipsApp ipsApp_front" data-controller="core.front.core.app" data-pageapp="forums" data-pagelocation="front" data-pagemodule="forums" data-pagecontroller="{controller}">
<a href="#ipsLayout__main" class="ipsSkipToContent">Jump to content</a>
<div class="ipsLayout" id="ipsLayout"><div id="ipsLayout__app" class="ipsLayout__app"><div class="ipsLayout__body">
<div class="ipsNavPanelBreadcrumbs ipsResponsive_header--desktop"><ul id="elUserNav" class="ipsUserNav ipsUserNav--guest"><li id="elSignInLink" data-el="sign-in">
<a href="{login}" class="ipsUserNav__link" data-ipsmenu-closeonclick="false" data-ipsmenu id="elUserSignIn"><i class="fa-solid fa-circle-user"></i><span class="ipsUserNav__text">Existing user? Sign In</span></a>
<div id='elUserSignIn_menu' class='ipsMenu ipsMenu_auto ipsHide'><form accept-charset='utf-8' method='post' action='{login}'><input type="hidden" name="csrfKey" value="{KEY}">
<input type="email" class='ipsInput ipsInput--text' name="auth" id='login_popup_email'><input type="password" class='ipsInput ipsInput--text' name="password" id='login_popup_password'></form></div></li></ul></div>
<main class="ipsLayout__main" id="ipsLayout__main"><div class="ipsWidthContainer"><nav class='ipsBreadcrumb ipsBreadcrumb--top' aria-label="Breadcrumbs"><ol><li><a title='Home' href='{base}/'><span>Home</span></a></li>{crumbs}</ol></nav>
<div class='ipsAnnouncements' data-controller="core.front.core.announcementBanner"><a href='{base}{self.to("/announcement/1-moves/")}'>{announced}</a></div>
<div class="ipsLayout__columns"><section class="ipsLayout__primary-column">{content}</section>
<aside id="ipsLayout_sidebar" class="ipsLayout__secondary-column"><div class="ipsWidget"><h3>Topics</h3><ul class="ipsData ipsData--table"><li class="ipsData__item"><div class="ipsData__main"><h4 class="ipsData__title"><a href="{base}{self.thread_path(self.world.forum.threads[-1])}">Somewhere else</a></h4></div></li></ul></div></aside></div>
</div></main></div></div></div>
<footer id="ipsLayout__footer" class="ipsFooter"><p class="ipsCopyright"><a rel="nofollow" href="https://www.invisioncommunity.com/">Powered by Invision Community</a></p></footer>
</body></html>"""

    def index(self, base: str) -> str:
        rows = "".join(
            f'<li data-ips-hook="rowItem" class=" ipsData__item ipsData__item--discussions" data-forumid="{board.fid}" data-ips-read><a href="{base}{self.board_path(board)}" class="ipsLinkPanel" aria-hidden="true" tabindex="-1"><span>{escape(board.name)}</span></a>'
            f'<div class="ipsData__content"><div class="ipsData__main"><div class="ipsData__title"><h3 data-ips-hook="title"><a href="{base}{self.board_path(board)}">{escape(board.name)}</a></h3></div></div></div></li>'
            for board in self.world.boards
        )
        return f'<ol class="ipsBlockSpacer" data-controller="forums.front.forum.forumList"><li class="ipsBox"><i-data><ol class="ipsData ipsData--table ipsData--category">{rows}</ol></i-data></li></ol>'

    # --- a forum ---

    def board(self, base: str, board: Board, number: int, now: datetime) -> str:
        here, last = base + self.board_path(board), pages(len(self.rows(board.fid)), self.rows_per_page)
        nav = self.nav(lambda page: base + self.board_path(board, page), number, last)
        entries = cut(self.rows(board.fid), number, self.rows_per_page)
        rows = [
            self.moved(base, entry) if isinstance(entry, Pointer) else self.row(base, entry, now) for entry in entries
        ]
        rows.insert(2, '<li class="ipsData__item ipsData__item--advertisement"><a href="/store/">Your ad here</a></li>')
        content = f"""<header class="ipsPageHeader ipsBox ipsPull ipsPageHeader--topic-list"><div class="ipsPageHeader__row"><div data-ips-hook="header" class="ipsPageHeader__primary">
<h1 data-ips-hook="title" class="ipsPageHeader__title">{escape(board.name)}</h1><div class='ipsRichText ipsPageHeader__desc'><p>{escape(board.about)}</p></div></div></div></header>
<div data-controller="forums.front.forum.forumPage"><div data-ips-hook="topicListTable" class="ipsBox ipsPull" data-baseurl="{here}" data-resort="listResort" data-tableid="topics" data-controller="core.global.core.table"><h2 hidden>Topics in this forum</h2>
<div class="ipsButtonBar ipsButtonBar--top"><div data-role="tablePagination" class="ipsButtonBar__pagination" {"hidden" if last == 1 else ""}>{nav}</div></div>
<i-data><ol class="ipsData ipsData--table ipsData--entries ipsData--table-topic-list" id="elTable_{board.fid}" data-role="tableRows">{"".join(rows)}</ol></i-data>
<div data-ips-hook="pagination" class="ipsButtonBar ipsButtonBar--bottom" data-role="tablePagination">{nav}</div></div></div>"""
        head = self.head(lambda page: base + self.board_path(board, page), number, last)
        crumbs = f"<li aria-current='location'><span>{escape(board.name)}</span></li>"
        return self.frame(base, board.name, "forums", content, head, crumbs)

    def moved(self, base: str, pointer: Pointer) -> str:
        thread = self.target(pointer)
        board = self.world.board(thread.fid)
        assert board is not None
        here, title = base + self.thread_path(thread), escape(thread.title)
        return f"""<li class="ipsData__item ipsData__item--moved"><a href="{here}" class="ipsLinkPanel" aria-hidden="true" tabindex="-1"><span>{title}</span></a><div class="ipsData__icon ipsData__icon--indicator"><i class="fa-solid fa-arrow-left"></i></div>
<div class="ipsData__content"><div class="ipsData__main"><div class="ipsData__title"><h4><a href="{here}" title="Go to new location">{title}</a></h4></div>
<p class="ipsData__meta">Topic was moved to forum <a href='{base}{self.board_path(board)}'><strong>{escape(board.name)}</strong></a></p></div></div></li>"""

    def row(self, base: str, thread: Thread, now: datetime) -> str:
        here, title = base + self.thread_path(thread), escape(thread.title)
        held = (("locked", "lock", thread.locked), ("pinned", "thumbtack", thread.sticky))
        badges = "".join(
            f"<span class='ipsBadge ipsBadge--icon ipsBadge--{css}' title='{css}' data-ipsTooltip><i class=\"fa fa-solid fa-{icon}\"></i></span>"
            for css, icon, holds in held
            if holds
        )
        stats = (("forums_comments", len(thread.posts) - 1, "replies"), ("num_views", thread.views, "views"))
        counted = "".join(
            f'<li data-stattype="{kind}"{" data-v=0" if number == 0 else ""}><span class="ipsData__stats-icon" data-stat-value="{short(number)}" aria-hidden="true" data-ipstooltip title="{short(number)} {label}"></span>'
            f'<span class="ipsData__stats-label">{short(number)} {label}</span></li>'
            for kind, number, label in stats
        )
        return f"""
<li data-ips-hook="topicRow" class="ipsData__item" data-rowid="{thread.tid}" data-location="" data-ips-read>
<a href="{here}" class="ipsLinkPanel" aria-hidden="true" tabindex="-1"><span>{title}</span></a><div class="ipsData__icon">{self.photo(base, thread.first.author, "fluid")}</div>
<div class="ipsData__content"><div class="ipsData__main"><div class="ipsData__title">{self.label(base, thread) if thread.prefix else ""}
<h4 data-ips-hook="title"><a href="{here}" title="{title} " data-ipshover data-ipshover-target="{self.action(here, "preview=1")}"><span>{title}</span></a></h4>
{self.jumps(base, thread)}<div class="ipsBadges">{badges}</div></div>
<div class="ipsData__meta">{self.name(base, thread.first.author)}, <a href="{here}">{self.time(thread.first.at, now)}</a></div>
<ul class='ipsTags ipsTags--condensed'><li class='ipsTags__item'><a href='{base}/tags/dump/' class='ipsTags__tag' rel="tag" data-tag-label="dump"><span>dump</span></a></li></ul></div>
<span data-role="activeUsers"></span><div class="ipsData__extra"><ul data-ips-hook="stats" class="ipsData__stats">{counted}</ul>
<div data-ips-hook="latestData" class="ipsData__last">{self.photo(base, thread.last.author, "fluid")}<div class="ipsData__last-text"><div class="ipsData__last-primary">{self.name(base, thread.last.author)}</div>
<div class="ipsData__last-secondary"><a href="{self.action(here, "do=getLastComment")}" title="Go to last post">{self.time(thread.last.at, now)}</a></div></div></div></div></div></li>"""

    def label(self, base: str, thread: Thread) -> str:
        prefix = escape(thread.prefix or "")
        return f"<a href='{base}/tags/{prefix}/' class='ipsBadge ipsBadge--prefix' rel=\"tag\" data-tag-label='{prefix}' data-ipsTooltip><span>{prefix}</span></a>"

    def jumps(self, base: str, thread: Thread) -> str:
        last = self.last_page(thread)
        if last < 2:
            return ""
        items = "".join(
            f"<li hidden><a href='{base}{self.thread_path(thread, page)}'>{page}</a></li>"
            for page in range(1, last + 1)
        )
        return (
            f"<ul class=\"ipsMiniPagination\" id='elPagination_{thread.tid}'>{items}<li><a href='{base}{self.thread_path(thread, last)}' title='Last page'>"
            f'<span><i class="fa-regular fa-file-lines"></i> {last}</span></a></li></ul>'
        )

    # --- a topic ---

    def topic(self, base: str, thread: Thread, number: int, now: datetime) -> str:
        board, last = self.world.board(thread.fid), self.last_page(thread)
        assert board is not None
        here, title = base + self.thread_path(thread), escape(thread.title)
        nav = self.nav(lambda page: base + self.thread_path(thread, page), number, last)
        prefix = escape(thread.prefix or "")
        label = f"<li class='ipsTags__item ipsTags__item--prefix'><a href='{base}/tags/{prefix}/' class='ipsTags__tag' rel=\"tag\"><span>{prefix}</span></a></li>"
        posts = "".join(self.post(base, thread, post, now) for post in cut(thread.posts, number, self.posts_per_page))
        content = f"""<div class="ipsBlockSpacer" id="ipsTopicView" data-ips-topic-ui="traditional" data-ips-topic-first-page="{"true" if number == 1 else "false"}" data-ips-topic-comments="all">
<div class="ipsBox ipsPull"><header class="ipsPageHeader"><div class="ipsPageHeader__row"><div data-ips-hook="header" class="ipsPageHeader__primary"><div class="ipsPageHeader__title"><h1 data-ips-hook="title">{title}</h1><div data-ips-hook="badges" class="ipsBadges"></div></div>
<ul class='ipsTags'>{label if prefix else ""}<li class='ipsTags__item'><a href='{base}/tags/dump/' class='ipsTags__tag' rel="tag"><span>dump</span></a></li></ul></div></div>
<div class="ipsPageHeader__row ipsPageHeader__row--footer"><div class="ipsPhotoPanel ipsPhotoPanel--inline">{self.photo(base, thread.first.author, "fluid")}<div data-ips-hook="topicHeaderMetaData" class="ipsPhotoPanel__text"><div class="ipsPhotoPanel__primary">{self.name(base, thread.first.author)}</div>
<div class="ipsPhotoPanel__secondary">{self.time(thread.first.at, now)} in <a href="{base}{self.board_path(board)}">{escape(board.name)}</a></div></div></div></div></header></div>
<div id="comments" data-controller="core.front.core.commentFeed,forums.front.topic.view, core.front.core.ignoredComments" data-baseurl="{here}" data-feedid="forums-ips_forums_topic-{thread.tid}" class="cTopic ipsBlockSpacer">
<div data-ips-hook="topicPostFeed" id="elPostFeed" class="ipsEntries ipsPull ipsEntries--topic" data-role="commentFeed" data-controller="core.front.core.moderation"><div class="ipsButtonBar ipsButtonBar--top"><div class="ipsButtonBar__pagination">{nav}</div></div>
<form action="{self.action(here, f"csrfKey={KEY}&amp;do=multimodComment")}" method="post" data-ipspageaction data-role="moderationTools">{posts}</form>
<div class="ipsButtonBar ipsButtonBar--bottom"><div class="ipsButtonBar__pagination">{nav}</div></div></div></div></div>"""
        head = self.head(lambda page: base + self.thread_path(thread, page), number, last)
        head += f'<meta property="og:title" content="{title}"><meta property="og:url" content="{here}">'
        crumbs = f"<li><a href='{base}{self.board_path(board)}'><span>{escape(board.name)}</span></a></li><li aria-current='location'><span>{title}</span></li>"
        return self.frame(base, f"{thread.title} - {board.name}", "topic", content, head, crumbs)

    def post(self, base: str, thread: Thread, post: Post, now: datetime) -> str:
        pid, member, here = post.pid, self.member(post.author), base + self.thread_path(thread)
        date = f'<a href="{here}#findComment-{pid}" class="ipsEntry__date" rel="nofollow">{self.time(post.at, now)}</a>'
        stats = (
            f'<ul data-ips-hook="postUserStats" class="ipsEntry__authorStats ipsEntry__authorStats--minimal"><li data-i-el="posts"><span><i class="fa-solid fa-comment"></i><span data-i-el="number">{member.posts}</span><span data-i-el="label">posts</span></span></li></ul>'
            f'<ul data-ips-hook="postUserCustomFields" class="ipsEntry__authorFields"><li data-el=\'joined\'><span>Joined</span> {self.time(thread.first.at, now)}</li></ul>'
        )
        signature = (
            f"<div data-role=\"memberSignature\" class='ipsEntry__signature ipsResponsive_hidePhone'><div class='ipsRichText i-color_soft'>{BBCODE.html(member.signature)}</div></div>"
            if member.signature
            else ""
        )
        author = '<li><span class="ipsBadge ipsBadge--author">Author</span></li>'
        return f"""
<a id="findComment-{pid}"></a><div id="comment-{pid}"></div>
<article data-ips-hook="postWrapper" id="elComment_{pid}" class=" ipsEntry js-ipsEntry  ipsEntry--post  " {"data-ips-first-post" if post is thread.first else ""}>
<aside data-ips-hook="topicAuthorColumn" class="ipsEntry__author-column"><div data-ips-hook="postUserPhoto" class="ipsAvatarStack">{self.photo(base, post.author, "fluid")}</div>
<h3 data-ips-hook="postUsername" class="ipsEntry__username">{self.name(base, post.author)}<span class="ipsEntry__author-moderator-badge ipsBadge ipsBadge--icon" title="staff"></span></h3><div data-ips-hook="postUserGroup" class="ipsEntry__group">{"Guests" if member.deleted else escape(member.title)}</div>{"" if member.deleted else stats}</aside>
<aside data-ips-hook="topicAuthorColumn" class="ipsEntry__header"><div class="ipsEntry__header-align"><div class="ipsPhotoPanel"><div class="ipsPhotoPanel__text"><h3 data-ips-hook="postUsername" class="ipsEntry__username">{self.name(base, post.author)} <span class="ipsEntry__group">{escape(member.title)}</span></h3><p class="ipsPhotoPanel__secondary">{date}</p></div></div></div></aside>
<div id="comment-{pid}_wrap" data-controller="core.front.core.comment" data-feedid="forums-ips_forums_topic-{thread.tid}" data-commentapp="forums" data-commenttype="forums" data-commentid="{pid}" data-quotedata="{self.told(thread, post)}" class="ipsEntry__content js-ipsEntry__content">
<div class="ipsEntry__post"><div class="ipsEntry__meta">{date}<ul data-ips-hook="postBadges" class="ipsBadges">{author if post.author == thread.first.author and post is not thread.first else ""}</ul></div>
<div data-ips-hook="postContent" class="ipsRichText ipsRichText--user" data-role="commentContent" data-controller="core.front.core.lightboxedImages"><p>{BBCODE.html(post.text)}</p>
{self.edited(post, now)}</div>
{signature}</div>
<div class="ipsEntry__footer"><menu data-ips-hook="postFooterControls" class="ipsEntry__controls" data-role="commentControls"><li class="ipsHide" data-role="commentLoading"></li></menu></div></div></article>"""

    def edited(self, post: Post, now: datetime) -> str:
        if post.edited is None:
            return ""
        return (
            "<p class='i-color_soft i-font-size_-1 ipsEdited' data-excludequote data-el='edited'><i class=\"fa-regular fa-pen-to-square i-margin-end_icon\"></i> "
            f"<strong class='i-font-weight_600'>Edited {self.time(post.edited, now)} by {escape(post.author)}</strong>{escape(post.reason)}</p>"
        )

    # --- parts ---

    def name(self, base: str, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return f'<span class="ipsUsername" translate="no">{name}</span>'
        linked = super().name(base, author)
        return linked.replace('class="ipsType_break"', 'class="ipsUsername" translate="no"')

    def time(self, at: datetime, now: datetime) -> str:
        local, shown = self.local(at), self.date(at, now)
        return (
            f"<time datetime='{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}' title='{local:%m/%d/%Y %I:%M  %p}' data-short='{shown}' class='ipsTime ipsTime--long'>"
            f"<span class='ipsTime__long'>{shown}</span><span class='ipsTime__short'>{shown}</span></time>"
        )

    def nav(self, to: Callable[[int], str], number: int, last: int) -> str:
        return super().nav(to, number, last).replace("ipsPagination_", "ipsPagination__")
