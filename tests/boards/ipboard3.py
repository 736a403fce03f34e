"""IP.Board 3.4: `__topic` rows in a table, times as words, the session's id in every link of a first hit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.invision import redirect, slug
from tests.boards.markup import Markup
from tests.boards.serving import Shown, Software, cut, pages, session_id

BBCODE = Markup(
    quote=lambda html, by: (
        f"<p class='citation'>{by + ', on 1 March 2026 - 10:00 AM, said:' if by else 'Quote'}</p>"
        f"<div class=\"blockquote\"><div class='quote'><p>{html}</p></div></div>"
    ),
    code=lambda html: f"<pre class='prettyprint lang-auto linenums:0'>{html}</pre>",
    link=lambda url: f"<a href='{url}' class='bbc_url' title='External link' rel='nofollow external'>{url}</a>",
    bold="<strong class='bbc'>{}</strong>",
)


class IPBoard3(Software):
    """The default skin, addresses with titles, American English."""

    site: ClassVar[str] = "ipboard3"
    engine: ClassVar[str] = "invision"
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = ("day", "minute")
    row_last: ClassVar[Shown] = ("day", "minute")
    post_posted: ClassVar[Shown] = "second"

    def board_path(self, board: Board, number: int = 1) -> str:
        sorting = "?prune_day=100&sort_by=Z-A&sort_key=last_post&topicfilter=all"
        return f"/forum/{board.fid}-{slug(board.name)}/" + (f"page-{number}{sorting}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/topic/{thread.tid}-{slug(thread.title)}/" + (f"page-{number}" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._page(request, now)
        if "session_id=" in request.cookies:
            return response
        sid = session_id()
        body = re.sub(
            r"(href=['\"][^'\"#?]*/)(page-\d+)?(\?)?(?=[^'\"]*['\"])",
            lambda found: _with_session(found, sid),
            response.body,
        )
        cookie = ("Set-Cookie", f"session_id={sid}; path=/; httponly")
        return Response(body, response.status, (*response.headers, cookie))

    def _page(self, request: Request, now: datetime) -> Response:
        base = request.base
        if request.path in ("/", "/index.php"):
            return Response(self._frame(base, "Forums", self._index(base)))
        found = re.fullmatch(r"/(forum|topic)/(\d+)-[^/]*/(?:page-(\d+))?", request.path)
        number = int(found[3] or 1) if found else 1
        board = self.world.board(int(found[2])) if found and found[1] == "forum" else None
        if board:
            return Response(self._board(base, board, number, now))
        thread = self.world.forum.thread(int(found[2])) if found and found[1] == "topic" else None
        if thread is None:
            return self._error(base)
        if "view" in request.query or "p" in request.query:
            return redirect(f"{base}{self.thread_path(thread, self.last_page(thread))}#entry{thread.last.pid}")
        return Response(self._topic(base, thread, min(number, self.last_page(thread)), now))

    # --- a page ---

    def _frame(self, base: str, title: str, content: str, head: str = "", crumbs: str = "") -> str:
        name = escape(self.world.forum.name)
        return f"""<!DOCTYPE html>
<html xml:lang="en" lang="en" xmlns="http://www.w3.org/1999/xhtml" class="fixed_sidebar">
<head><meta charset="UTF-8" /><title>{escape(title)} - {name}</title>
{head}
<link rel="stylesheet" type="text/css" href="{base}/public/style_css/css_1/ipb_styles.css" /></head>
<body id='ipboard_body'><p id='content_jump' class='hide'><a id='top'></a><a href='#j_content' title='Jump to content' accesskey='m'>Jump to content</a></p>
<div id='ipbwrapper'><div id='header_bar' class='clearfix'><div class='main_width'><div id='user_navigation' class='not_logged_in'><ul class='ipsList_inline right'><li><a href='{base}/index.php?app=core&amp;module=global&amp;section=login' title='Sign In' id='sign_in'>Sign In</a></li></ul></div></div></div>
<div id='branding'><div class='main_width'><div id='logo'><a href='{base}/' title='Go to community index' rel="home" accesskey='1'><img src='{base}/public/style_images/master/logo.png' alt='Logo' /></a></div></div></div>
<div id='content' class='clearfix'><div id='secondary_navigation' class='clearfix'><ol class='breadcrumb top ipsList_inline left' id='breadcrumb'><li itemscope itemtype="http://data-vocabulary.org/Breadcrumb"><a href='{base}/' itemprop="url"><span itemprop="title">{name}</span></a></li>{crumbs}</ol></div>
{content}
</div>
<div id='footer_utilities' class='main_width clearfix clear'><p id='copyright'><a href='http://www.invisionpower.com/apps/board/' title='Community Forum Software'>Community Forum Software by IP.Board</a></p></div>
<div id='inline_login_form' style='display: none'><form action="{base}/index.php?app=core&amp;module=global&amp;section=login&amp;do=process" method="post" id='login'><input type='hidden' name='auth_key' value='880ea6a14ea49e853634fbdc5015a024' /><input id='ips_username' type='text' name='ips_username' /><input id='ips_password' type='password' name='ips_password' /></form></div>
</div></body></html>"""

    def _error(self, base: str) -> Response:
        content = """<h1 class='ipsType_pagetitle'>Sorry, we couldn't find that!</h1><br /><div class='message error'><strong>[#10340]</strong><br />
We could not determine which topic you were attempting to view.</div>"""
        return Response(self._frame(base, "Error", content), 404)

    def _index(self, base: str) -> str:
        rows = "".join(
            f"<tr class=''><td class='col_c_forum'><h4><a href=\"{base}{self.board_path(board)}\">{escape(board.name)}</a></h4></td></tr>"
            for board in self.world.boards
        )
        return f"<div id='categories'><table class='ipb_table'>{rows}</table></div>"

    # --- a forum ---

    def _board(self, base: str, board: Board, number: int, now: datetime) -> str:
        entries = self.rows(board.fid)
        last = pages(len(entries), self.rows_per_page)
        nav = self._nav(lambda page: escape(base + self.board_path(board, page)), number, last)
        rows = "".join(self._row(base, entry, now) for entry in cut(entries, number, self.rows_per_page))
        said = self.world.announcement
        announced = f"""<tr class='row0 announcement'><td class='col_f_icon altrow short'><img src='{base}/public/style_images/master/announcement.png' alt='-' /></td>
<td class='col_f_content'><span class='ipsBadge ipsBadge_lightgrey'>Announcement</span> <a href="{base}/index.php?showannouncement=1&amp;f={board.fid}">{escape(said.title)}</a><br /><span class='desc'>By {self._name(base, said.first.author)}</span></td></tr>"""
        empty = "<tr><td colspan='5' class='no_messages'>There are no topics to show.</td></tr>"
        content = f"""<h1 class='ipsType_pagetitle'>{escape(board.name)}</h1><div class='ipsType_pagedesc forum_rules'>{escape(board.about)}</div><br />
<!-- __-SUBFORUMS-__ --><div class='topic_controls'>{nav}</div>
<div class='ipsFilterbar maintitle'><ul class='ipsList_inline'><li class='active'><a href='{base}{self.board_path(board)}?sort_key=last_post&amp;sort_by=Z-A'>Recently Updated</a></li></ul></div>
<div class='ipsBox'><div class='ipsBox_container'><table class='ipb_table topic_list hover_rows ' summary='Topics In This Forum' id='forum_table'>
<tr class='header hide'><th scope='col' class='col_f_icon'>&nbsp;</th><th scope='col' class='col_f_topic'>Topic</th><th scope='col' class='col_f_starter short'>Started By</th><th scope='col' class='col_f_views stats'>Stats</th><th scope='col' class='col_f_post'>Last Post Info</th></tr>
{announced if number == 1 else ""}<!-- BEGIN TOPICS -->
{rows or empty}
</table></div></div><div class='topic_controls'>{nav}</div>"""
        crumbs = f"<li><span class='nav_sep'>&rarr;</span> <span>{escape(board.name)}</span></li>"
        return self._frame(
            base,
            board.name,
            content,
            self._head(lambda page: base + self.board_path(board, page), number, last),
            crumbs,
        )

    def _row(self, base: str, entry: Thread | Pointer, now: datetime) -> str:
        moved = isinstance(entry, Pointer)
        thread = self.world.forum.thread(entry.tid)
        assert thread is not None
        here, title, name = base + self.thread_path(thread), escape(thread.title), self._name(base, thread.first.author)
        icon = "t_moved" if moved else "t_closed" if thread.locked else ""
        image = f"<img src='{base}/public/style_images/master/{icon}.png' title='x' />" if icon else ""
        pinned = "<span class='ipsBadge ipsBadge_green'>Pinned</span>&nbsp;" if thread.sticky else ""
        prefix = escape(thread.prefix or "")
        label = (
            f"<a href='{base}/tags/forums/{prefix}/' class='ipsTag_prefix'><span>{prefix}</span></a>" if prefix else ""
        )
        replies = len(thread.posts) - 1
        counted = f"""{replies:,} {"reply" if replies == 1 else "replies"}<meta itemprop="interactionCount" content="UserComments:{replies}"/>"""
        return f"""
<tr itemscope itemtype="http://schema.org/Article" class='__topic  expandable' id='trow_{thread.tid}' data-tid="{thread.tid}">
<td class='col_f_icon altrow short'>{image}</td>
<td class='col_f_content '>{label}<h4>{pinned}<a itemprop="url" id="tid-link-{thread.tid}" href="{here}" title='{title} - started  {self._long(thread.first.at, now)}' class='topic_title'><span itemprop="name">{title}</span></a></h4><br />
<span class='desc lighter blend_links'>Started by {name}, <span itemprop="dateCreated">{self._short(thread.first.at, now)}</span></span>{self._jumps(here, thread)}</td>
<td class='col_f_preview __topic_preview'><a href='{here}' class='expander closed' title='Preview this topic'>&nbsp;</a></td>
<td class='col_f_views desc blend_links'><ul><li>{"" if moved else counted}</li><li class='views desc'>{thread.views:,} views</li></ul></td>
<td class='col_f_post'><a href='{base}/user/{self.member(thread.last.author).uid}-x/' class='ipsUserPhotoLink left'><img src='{base}/uploads/p.png' alt='' /></a>
<ul class='last_post ipsType_small'><li>{self._name(base, thread.last.author)}</li><li><a href='{here}?view=getlastpost' title='Go to last post: {title}'>{self._short(thread.last.at, now)}</a></li></ul></td></tr>"""

    def _jumps(self, here: str, thread: Thread) -> str:
        links = "".join(
            f'<li><a href="{here}{f"page-{page}" if page > 1 else ""}">{page}</a></li>'
            for page in range(1, self.last_page(thread) + 1)
        )
        return f"<ul class='mini_pagination'>{links}</ul>" if self.last_page(thread) > 1 else ""

    # --- a topic ---

    def _topic(self, base: str, thread: Thread, number: int, now: datetime) -> str:
        board, last = self.world.board(thread.fid), self.last_page(thread)
        assert board is not None
        nav = self._nav(lambda page: base + self.thread_path(thread, page), number, last)
        prefix = escape(thread.prefix or "")
        label = (
            f"<a href='{base}/tags/forums/{prefix}/' class='ipsTag_prefix'><span>{prefix}</span></a> " if prefix else ""
        )
        shown = cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        posts = "".join(self._post(base, thread, post, place, now) for place, post in shown)
        content = f"""<img src='{base}/uploads/p.png' class='ipsUserPhoto ipsUserPhoto_medium left' />
<div itemscope itemtype="http://schema.org/Article" class='ipsBox_withphoto'><h1 itemprop="name" class='ipsType_pagetitle'>{label}{escape(thread.title)}</h1>
<div class='desc lighter blend_links'>Started by <span itemprop="creator">{self._name(base, thread.first.author)}</span>, <span itemprop="dateCreated">{self._short(thread.first.at, now)}</span></div></div><br />
<div class='topic_controls'>{nav}</div><div class='maintitle clear clearfix'><span class='ipsType_small'>{len(thread.posts) - 1} replies to this topic</span></div>
<div class='topic hfeed clear clearfix'>{posts}</div><div class='topic_controls'>{nav}</div>"""
        crumbs = f"<li><span class='nav_sep'>&rarr;</span> <a href='{base}{self.board_path(board)}'><span>{escape(board.name)}</span></a></li>"
        head = self._head(lambda page: base + self.thread_path(thread, page), number, last)
        head += f'<meta property="og:title" content="{escape(thread.title)}"/>'
        return self._frame(base, f"{thread.title} - {board.name}", content, head, crumbs)

    def _post(self, base: str, thread: Thread, post: Post, place: int, now: datetime) -> str:
        pid, member, here = post.pid, self.member(post.author), base + self.thread_path(thread)
        name = self._name(base, post.author)
        reason = f"<br /><span class='reason'>{escape(post.reason)}</span>" if post.reason else ""
        edited = (
            f"<p class='edit'>Edited by {escape(post.author)}, {self._long(post.edited, now)}.{reason}</p>"
            if post.edited
            else ""
        )
        signature = (
            f"<div class='signature' data-memberid='{member.uid}'><p>{BBCODE.html(member.signature)}</p></div>"
            if member.signature
            else ""
        )
        head = (
            f"<h3 class='guest row2'>{self._number(here, pid, place)}{name}</h3>"
            if member.deleted
            else f'<h3 class=\'row2\'>{self._number(here, pid, place)}<span itemprop="creator name" class="author vcard">{name}</span></h3>'
        )
        return f"""
<!--post:{pid}--><div class='post_block hentry clear clearfix  ' id='post_id_{pid}'><a id='entry{pid}'></a><div class='post_wrap'>{head}
<div class='author_info'><div class='user_details'><ul class='basic_info'><li class='group_title'>{"Guests" if member.deleted else escape(member.title)}</li><li class='post_count desc lighter'>{member.posts} posts</li></ul></div></div>
<div class='post_body'><p class='posted_info desc lighter ipsType_small'>Posted <abbr class="published" itemprop="commentTime" title="{post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}">{self._long(post.at, now)}</abbr></p>
<div itemprop="commentText" class='post entry-content '><p>{BBCODE.html(post.text)}</p>
<br />{edited}</div>
{signature}
<ul id='postControlsNormal_{pid}' class='post_controls clear clearfix'><li class='top hide'><a href='#ipboard_body' class='top' title='Back to top'>Back to top</a></li></ul></div></div></div>"""

    def _number(self, here: str, pid: int, place: int) -> str:
        return f"<span class='post_id right ipsType_small desc blend_links'><a itemprop=\"replyToUrl\" href='{here}#entry{pid}' rel='bookmark'>#{place}</a></span>"

    # --- parts ---

    def _name(self, base: str, author: str) -> str:
        member, name = self.member(author), escape(author)
        if member.deleted:
            return name
        return f'<a hovercard-ref="member" hovercard-id="{member.uid}" class="_hovertrigger url fn name" href=\'{base}/user/{member.uid}-{slug(author)}/\'><span itemprop="name">{name}</span></a>'

    def _long(self, at: datetime, now: datetime) -> str:
        """Show a time as posts do: "Today, 04:44 PM", "08 March 2026 - 04:44 PM"."""
        local, back = self.local(at), self.days_back(at, now)
        if back < 2:
            return f"{'Yesterday' if back else 'Today'}, {local:%I:%M %p}"
        return f"{local:%d %B %Y} - {local:%I:%M %p}"

    def _short(self, at: datetime, now: datetime) -> str:
        """Show a time as rows do: "Today, 04:44 PM", "08 Mar 2026"."""
        return self._long(at, now) if self.days_back(at, now) < 2 else f"{self.local(at):%d %b %Y}"

    def _head(self, to: Callable[[int], str], number: int, last: int) -> str:
        links = [("canonical", number)] + [("first", 1), ("prev", number - 1)] * (number > 1)
        links += [("next", number + 1), ("last", last)] * (number < last)
        return "".join(f"<link rel='{rel}' href='{escape(to(page))}' />\n" for rel, page in links)

    def _nav(self, to: Callable[[int], str], number: int, last: int) -> str:
        if last < 2:
            return "<div class='pagination no_pages left ipsType_small'><span>Page 1 of 1</span></div>"
        items = "".join(
            f"<li class='page active'>{page}</li>"
            if page == number
            else f'<li class=\'page\'><a href="{to(page)}" title="{page}">{page}</a></li>'
            for page in range(1, last + 1)
        )
        after = (
            f"<ul class='ipsList_inline forward left'><li class='next'><a href=\"{to(number + 1)}\" title=\"Next\" rel='next'>Next</a></li>"
            f"<li class='last'><a href=\"{to(last)}\" title=\"Last\" rel='last'>&raquo;</a></li></ul>"
            if number < last
            else ""
        )
        return f"<div class='pagination clearfix left '><ul class='ipsList_inline left pages'><li class='pagejump clickable pj1'><a href='#'>Page {number} of {last}</a></li>{items}</ul>{after}</div>"


def _with_session(found: re.Match[str], sid: str) -> str:
    """Write the session's id into a link, as for who takes no cookies."""
    return f"{found[1]}{found[2] or ''}?s={sid}{'&amp;' if found[3] else ''}"
