"""Discourse 3: its JSON, and its page for browsers, which holds the same JSON for its script and little else."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, ClassVar

from demo.serving import Request, Response
from demo.shapes import Board, Pointer, Post, Thread
from tests.boards.markup import Markup, blocks
from tests.boards.serving import Shown, Software, cut, pages, session_id

Data = dict[str, Any]

BBCODE = Markup(
    quote=lambda html, by: (
        f'<aside class="quote no-group" data-username="{by}" data-post="1" data-topic="102">\n<div class="title">\n'
        f'<div class="quote-controls"></div>\n<img alt="" width="24" height="24" src="/letter_avatar_proxy/v4/letter/x/48.png" class="avatar"> {by}:</div>\n'
        f"<blockquote>\n<p>{html}</p>\n</blockquote>\n</aside>\n"
        if by
        else f"<blockquote>\n<p>{html}</p>\n</blockquote>\n"
    ),
    code=lambda html: f'<pre><code class="lang-auto">{html}\n</code></pre>\n',
    link=lambda url: f'<a href="{url}" rel="noopener nofollow ugc">{url}</a>',
    newline="<br>\n",
)


class Discourse(Software):
    """By its JSON: `/c/databases/2.json`, `/t/some-title/102.json?page=2`. A moved topic leaves nothing behind."""

    site: ClassVar[str] = "discourse"
    engine: ClassVar[str] = "discourse"
    suffix: ClassVar[str] = ".json"
    names_zone: ClassVar[bool] = False
    announced: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "second"
    row_last: ClassVar[Shown] = "second"
    post_posted: ClassVar[Shown] = "second"
    post_edited: ClassVar[Shown] = "second"

    def rows(self, fid: int) -> tuple[Thread | Pointer, ...]:
        return tuple(entry for entry in super().rows(fid) if isinstance(entry, Thread))

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/c/{board.name.lower()}/{board.fid}{self.suffix}" + (f"?page={number - 1}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/t/{slug(thread.title)}/{thread.tid}{self.suffix}" + (f"?page={number}" if number > 1 else "")

    def respond(self, request: Request, now: datetime) -> Response:
        response = self._answer(request, now)
        if "_forum_session=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"_forum_session={session_id()}; path=/; HttpOnly; SameSite=Lax")
        return Response(response.body, response.status, (*response.headers, cookie), response.type)

    def _answer(self, request: Request, now: datetime) -> Response:
        path, as_json = request.path.removesuffix(".json"), request.path.endswith(".json")
        if path == "/":
            return Response(self._page("Latest topics", {}, path))
        if (found := re.fullmatch(r"/c/[^/]+/(\d+)(?:/l/latest)?", path)) and (
            board := self.world.board(int(found[1]))
        ):
            data = self._topic_list(board, request.number("page"))
            page = self._page(board.name, {"topic_list": data}, path, self._listed(board, data))
            return _json(data) if as_json else Response(page)
        if (found := re.fullmatch(r"/t/(?:[^/]+/)?(\d+)(?:/(\d+))?", path)) and (
            thread := self.world.thread(int(found[1]))
        ):
            number = request.number("page") or self.page_with(thread, int(found[2] or 1) - 1)
            if number <= self.last_page(thread):
                data = self._topic(thread, number)
                page = self._page(thread.title, {f"topic_{thread.tid}": data}, path, self._shown(thread, number))
                return _json(data) if as_json else Response(page)
        return self._missing(as_json=as_json)

    # --- what it tells programs ---

    def _topic_list(self, board: Board, number: int) -> Data:
        announcement = self.world.announcement
        pinned = [announcement] if board.fid == announcement.fid else []
        listed: Sequence[Thread] = [*pinned, *(entry for entry in self.rows(board.fid) if isinstance(entry, Thread))]
        size, last = self.rows_per_page, pages(len(listed), self.rows_per_page)
        shown = cut(listed, number + 1, size)  # past the end: none
        names = dict.fromkeys(name for thread in shown for name in (thread.first.author, thread.last.author))
        users = [self._user(name) for name in names]
        topic_list: Data = {
            "can_create_topic": False,
            "per_page": size,
            "top_tags": [],
            "topics": [self._topic_row(thread) for thread in shown],
        }
        if number + 1 < last:
            topic_list["more_topics_url"] = f"/c/{board.name.lower()}/{board.fid}/l/latest?page={number + 1}"
        return {"users": users, "primary_groups": [], "flair_groups": [], "topic_list": topic_list}

    def _user(self, name: str) -> Data:
        return {
            "id": self.member(name).uid,
            "username": name,
            "name": "",
            "avatar_template": f"/letter_avatar_proxy/v4/letter/{name[0]}/{{size}}.png",
        }

    def _topic_row(self, thread: Thread) -> Data:
        first, last = thread.first, thread.last
        posters = [
            {
                "extras": None,
                "description": "Original Poster",
                "user_id": self.member(first.author).uid,
                "primary_group_id": None,
            }
        ]
        if last.author != first.author:
            posters.append(
                {
                    "extras": "latest",
                    "description": "Most Recent Poster",
                    "user_id": self.member(last.author).uid,
                    "primary_group_id": None,
                }
            )
        else:
            posters[0] |= {"extras": "latest single", "description": "Original Poster, Most Recent Poster"}
        announced = thread.tid == self.world.announcement.tid
        return {
            "id": thread.tid,
            "title": thread.title,
            "fancy_title": escape(thread.title),
            "slug": slug(thread.title),
            "posts_count": len(thread.posts),
            "reply_count": 0,
            "highest_post_number": len(thread.posts),
            "image_url": None,
            "created_at": _time(first.at),
            "last_posted_at": _time(last.at),
            "bumped": True,
            "bumped_at": _time(last.at),
            "archetype": "regular",
            "unseen": False,
            "pinned": thread.sticky or announced,
            "unpinned": None,
            "visible": True,
            "closed": thread.locked,
            "archived": False,
            "bookmarked": None,
            "liked": None,
            "views": thread.views,
            "like_count": 0,
            "has_summary": False,
            "last_poster_username": last.author,
            "category_id": thread.fid,
            "pinned_globally": announced,
            "posters": posters,
        }

    def _topic(self, thread: Thread, number: int) -> Data:
        size = self.posts_per_page
        shown = cut(list(enumerate(thread.posts, 1)), number, size)
        return {
            "post_stream": {
                "posts": [self._post(thread, place, post) for place, post in shown],
                "stream": [post.pid for post in thread.posts],
            },
            "timeline_lookup": [[1, 30]],
            "suggested_topics": [],
            "id": thread.tid,
            "title": thread.title,
            "fancy_title": escape(thread.title),
            "posts_count": len(thread.posts),
            "created_at": _time(thread.first.at),
            "views": thread.views,
            "reply_count": 0,
            "like_count": 0,
            "last_posted_at": _time(thread.last.at),
            "visible": True,
            "closed": thread.locked,
            "archived": False,
            "archetype": "regular",
            "slug": slug(thread.title),
            "category_id": thread.fid,
            "word_count": 400,
            "deleted_at": None,
            "pinned": thread.sticky,
            "highest_post_number": len(thread.posts),
            "chunk_size": size,
            "details": {
                "can_edit": False,
                "participants": [self._user(thread.first.author)],
                "created_by": self._user(thread.first.author),
            },
        }

    def _post(self, thread: Thread, place: int, post: Post) -> Data:
        member = self.member(post.author)
        return {
            "id": post.pid,
            "name": None,
            "username": post.author,
            "avatar_template": f"/letter_avatar_proxy/v4/letter/{post.author[0]}/{{size}}.png",
            "created_at": _time(post.at),
            "cooked": cooked(post.text),
            "post_number": place,
            "post_type": 1,
            "updated_at": _time(post.edited or post.at),
            "reply_count": 0,
            "reply_to_post_number": None,
            "quote_count": 0,
            "incoming_link_count": 0,
            "reads": 40,
            "score": 12.6,
            "yours": False,
            "topic_id": thread.tid,
            "topic_slug": slug(thread.title),
            "version": 2 if post.edited else 1,
            "user_title": member.title if member.group != "member" else None,
            "moderator": member.group == "mod",
            "admin": member.group == "admin",
            "staff": member.group in ("admin", "mod"),
            "user_id": member.uid,
            "hidden": False,
            "trust_level": 1,
            "deleted_at": None,
            "user_deleted": False,
            "edit_reason": post.reason or None,
        }

    def _missing(self, *, as_json: bool) -> Response:
        text = "The requested URL or resource could not be found."
        if as_json:
            return _json({"errors": [text], "error_type": "not_found"}, 404)
        content = f'<div class="page-not-found"><h1 class="title">Oops! That page doesn’t exist or is private.</h1></div><p>{text}</p>'
        return Response(self._page("Page Not Found", {}, "/404", content), 404)

    # --- the page for browsers ---

    def _page(self, title: str, preloaded: dict[str, Data], path: str, content: str = "") -> str:
        name = escape(self.world.forum.name)
        boards = [{"id": each.fid, "name": each.name, "slug": each.name.lower()} for each in self.world.boards]
        site = json.dumps({"categories": boards})
        kept = {"site": site, "isReadOnly": "false"} | {key: json.dumps(data) for key, data in preloaded.items()}
        return f"""<!DOCTYPE html>
<html lang="en" class="desktop-view not-mobile-device text-size-normal anon">
<head>
<meta charset="utf-8">
<title>{escape(title)} - {name}</title>
<meta name="generator" content="Discourse 3.3.2 - https://github.com/discourse/discourse version 0123456789abcdef">
<meta name="discourse_theme_id" content="1">
<link href="/stylesheets/desktop.css?__ws=kelp" media="all" rel="stylesheet" />
</head>
<body class="crawler-none">
<discourse-assets><discourse-assets-json>
<div class="hidden" id="data-preloaded" data-preloaded="{escape(json.dumps(kept))}"></div>
</discourse-assets-json></discourse-assets>
<noscript data-path="{escape(path)}">
<header class="d-header"><div class="wrap"><div class="contents"><div class="title"><a href="/"><h2>{name}</h2></a></div>
<span class="header-buttons"><a href="/login" class="btn btn-primary btn-small login-button">Log In</a></span></div></div></header>
<div id="main-outlet" class="wrap" role="main">{content}<p>This site is best viewed with JavaScript enabled.</p></div>
<footer id="noscript-footer"><p>Powered by <a href="https://www.discourse.org">Discourse</a>, best viewed with JavaScript enabled</p></footer>
</noscript>
<section id="main"><div id="d-splash"><div class="preloader-text"></div></div></section>
<script defer src="/assets/discourse.js"></script>
</body>
</html>"""

    def _listed(self, board: Board, data: Data) -> str:
        """Write the list for who runs no scripts."""
        topics = data["topic_list"]["topics"]
        rows = "".join(
            f"""<tr class="topic-list-item" id="topic-list-item-{each["id"]}">
<td class="main-link"><span class="link-top-line"><a itemprop="url" href="/t/{each["slug"]}/{each["id"]}" class="title raw-link raw-topic-link">{each["fancy_title"]}</a></span>
<div class="link-bottom-line"><a href="/c/{board.name.lower()}/{board.fid}" class="badge-wrapper bullet"><span class="badge-category-name">{escape(board.name)}</span></a></div></td>
<td class="replies"><span class="posts" title="posts">{each["posts_count"] - 1}</span></td><td class="views"><span class="views" title="views">{each["views"]}</span></td>
<td>{each["bumped_at"][:10]}</td></tr>"""
            for each in topics
        )
        more = data["topic_list"].get("more_topics_url", "").replace("/l/latest", "")
        following = (
            f'<div role="navigation"><span><a rel="next" href="{more}">next page →</a></span></div>' if more else ""
        )
        return f"""<div class="topic-list-container"><table class="topic-list"><thead><tr><th>Topic</th><th></th><th class="replies">Replies</th>
<th class="views">Views</th><th>Activity</th></tr></thead><tbody>{rows}</tbody></table></div>{following}"""

    def _shown(self, thread: Thread, number: int) -> str:
        """Write a topic's posts for who runs no scripts."""
        posts = "".join(
            f"""<div id="post_{place}" itemprop="comment" itemscope class="topic-body crawler-post"><div class="crawler-post-meta">
<span class="creator"><a itemprop="url" rel="nofollow" href="/u/{escape(post.author)}"><span itemprop="name">{escape(post.author)}</span></a></span>
<span class="crawler-post-infos"><time itemprop="datePublished" datetime="{_time(post.at)}" class="post-time">{post.at:%B %d, %Y, %I:%M}</time>
<meta itemprop="dateModified" content="{_time(post.edited or post.at)}"><span itemprop="position">{place}</span></span></div>
<div class="post" itemprop="text">{cooked(post.text)}</div></div>"""
            for place, post in cut(list(enumerate(thread.posts, 1)), number, self.posts_per_page)
        )
        address = f"/t/{slug(thread.title)}/{thread.tid}"
        following = (
            f'<a itemprop="url" rel="next" href="{address}?page={number + 1}">next page →</a>'
            if number < self.last_page(thread)
            else ""
        )
        return f"""<div id="topic-title"><h1><a href="{address}">{escape(thread.title)}</a></h1></div>
<div itemscope itemtype="http://schema.org/DiscussionForumPosting">{posts}<div role="navigation" class="topic-body crawler-post"><span itemprop="name">{following}</span></div></div>"""


class DiscoursePages(Discourse):
    """By its page for browsers: `/c/databases/2`, `/t/some-title/102?page=2`."""

    site: ClassVar[str] = "discourse-pages"
    suffix: ClassVar[str] = ""


def cooked(text: str) -> str:
    """Make the HTML of a post: words in paragraphs between code and quotes."""
    return "\n".join(_part(block) for block in blocks(text) if block.kind != "words" or block.text.strip())


def _part(block: Any) -> str:
    if block.kind != "words":
        return BBCODE.block(block)
    paragraphs = filter(str.strip, re.split(r"\n{2,}", block.text.strip("\n")))
    return "\n".join(f"<p>{BBCODE.words(each)}</p>" for each in paragraphs)


def slug(title: str) -> str:
    """Make the name of a topic in its address; what is no Latin letter is left out, and a number alone is no name."""
    made = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return made if re.search("[a-z]", made) else "topic"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _json(data: Data, status: int = 200) -> Response:
    return Response(json.dumps(data), status, type="application/json; charset=utf-8")
