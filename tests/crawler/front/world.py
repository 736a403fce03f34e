"""Boards that never were, as a MyBB or a phpBB would show them: few words a page, and whatever a test makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qs, urlsplit

PER_PAGE = 20
POSTS_PER_PAGE = 10
HEAD = '<!DOCTYPE html><html><head><title>{title}</title></head><body id="phpbb"><div id="page-body">'


@dataclass
class Reply:
    """What a server answers."""

    body: str
    status: int = 200
    location: str | None = None
    """Where a redirect leads."""


@dataclass
class Thread:
    """A thread as its board has it."""

    tid: int
    title: str
    posts: list[tuple[int, str, str]]
    """Id, author and words of each."""
    sticky: bool = False
    announcement: bool = False
    """Shown on every page of its board, as phpBB does; on every board of the forum when its board is `*`."""
    moved: bool = False
    """A pointer to a thread that is elsewhere now."""
    hidden: bool = False
    """Whether the site says that there is no such thread."""


@dataclass
class Forum:
    """One forum: boards of threads, the newest activity first."""

    boards: dict[str, list[Thread]] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    """Hosts that do not answer."""
    broken: dict[str, Reply] = field(default_factory=dict)
    """By path: what is answered instead."""
    pids: int = 100_000
    dates: str = "02-27-2026, 02:58 PM"
    """When each post was written."""

    def fill(self, board: str, count: int, first: int = 1, posts: int = 1) -> None:
        """Post threads, one after the other."""
        for tid in range(first, first + count):
            self.post(board, tid, posts)

    def post(self, board: str, tid: int, posts: int = 1, **more: bool) -> Thread:
        thread = Thread(tid, f"Ship log {tid}", [(self.pid(), f"gull{tid}", f"Log of ship {tid}.")], **more)
        for number in range(1, posts):
            self.add(thread, "wren", f"Remark {number}")
        self.boards.setdefault(board, []).insert(0, thread)
        return thread

    def pid(self) -> int:
        self.pids += 1
        return self.pids

    def add(self, thread: Thread, author: str, words: str) -> None:
        thread.posts.append((self.pid(), author, words))

    def reply(self, tid: int, author: str = "wren", words: str = "Nice.") -> None:
        """Reply to a thread, which brings it to the top."""
        for threads in self.boards.values():
            for thread in threads:
                if thread.tid == tid:
                    self.add(thread, author, words)
                    threads.remove(thread)
                    threads.insert(0, thread)
                    return

    def edit(self, tid: int, words: str, post: int = 0) -> None:
        """Edit a post, which nothing on the board shows."""
        thread = self.thread(tid)
        pid, author, _ = thread.posts[post]
        thread.posts[post] = (pid, author, words)

    def thread(self, tid: int) -> Thread:
        return next(each for threads in self.boards.values() for each in threads if each.tid == tid)

    def asked(self, path: str) -> None:
        """Be told of a request; for boards that change while they are read."""

    def answer(self, url: str) -> Reply | None:
        """Answer a request; `None`: the host is down."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.hostname in self.down:
            return None
        self.asked(path)
        if path in self.broken:
            return self.broken[path]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        return self.page(parts.path, query)

    def page(self, path: str, query: dict[str, str]) -> Reply:
        raise NotImplementedError

    def rows(self, board: str, page: int) -> tuple[list[Thread], int]:
        """Give the rows of a page, from 1 on, and the number of pages."""
        threads = [each for each in self.boards.get(board, []) if not each.announcement]
        shown = [each for name in ("*", board) for each in self.boards.get(name, []) if each.announcement]
        order = [each for each in threads if each.sticky] + [each for each in threads if not each.sticky]
        pages = max(1, -(-len(order) // PER_PAGE))
        return shown + order[(page - 1) * PER_PAGE : page * PER_PAGE], pages


class MyBB(Forum):
    """MyBB 1.8's markup."""

    def page(self, path: str, query: dict[str, str]) -> Reply:
        number = int(query.get("page", "1"))
        if path.endswith("/forumdisplay.php"):
            rows, pages = self.rows(query["fid"], number)
            return Reply(self.listing(query["fid"], number, rows, number < pages))
        wanted = int(query.get("tid", "0"))
        thread = next((each for threads in self.boards.values() for each in threads if each.tid == wanted), None)
        if path.endswith("/showthread.php") and thread is not None and not thread.hidden:
            return Reply(self.topic(thread, number))
        return Reply(HEAD.format(title="Error") + "The specified thread does not exist.</div></body></html>")

    def listing(self, fid: str, number: int, rows: list[Thread], more: bool) -> str:
        following = f'<a href="forumdisplay.php?fid={fid}&amp;page={number + 1}" class="pagination_next">Next</a>'
        return (
            HEAD.format(title="Board")
            + f'<div class="pagination">{following if more else ""}</div><table>'
            + f'<tr><td><a href="forumdisplay.php?fid={fid}&amp;sortby=subject">Thread</a></td></tr>'
            + "".join(map(self.row, rows))
            + "</table></div></body></html>"
        )

    def row(self, each: Thread) -> str:
        _, author, _ = each.posts[0]
        style = "forumdisplay_sticky" if each.sticky else "forumdisplay_regular"
        folder = "movefolder" if each.moved else "folder"
        replies = "-" if each.moved else len(each.posts) - 1
        return (
            f'<tr class="inline_row"><td class="{style}"><span class="thread_status {folder}"></span></td>'
            f'<td class="{style}"><span class="subject_old" id="tid_{each.tid}">'
            f'<a href="showthread.php?tid={each.tid}">{escape(each.title)}</a></span>'
            f'<span class="author"><a href="member.php?action=profile&amp;uid=1">{author}</a></span></td>'
            f'<td><a href="misc.php?action=whoposted&amp;tid={each.tid}" onclick="MyBB.whoPosted(1)">{replies}</a></td>'
            f'<td>9</td><td><span class="lastpost">02-28-2026, 12:30 PM</span></td></tr>'
        )

    def topic(self, thread: Thread, number: int) -> str:
        pages = -(-len(thread.posts) // POSTS_PER_PAGE)
        base = f"showthread.php?tid={thread.tid}&amp;page="
        links = f'<a href="{base}{pages}" class="pagination_last">{pages}</a>' if number < pages else ""
        links += f'<a href="{base}{number + 1}" class="pagination_next">Next</a>' if number < pages else ""
        return (
            HEAD.format(title=escape(thread.title))
            + f'<div class="pagination">{links}</div><table><tr><td class="thead"><strong>{escape(thread.title)}</strong>'
            + '</td></tr></table><div id="posts">'
            + "".join(map(self.written, thread.posts[(number - 1) * POSTS_PER_PAGE : number * POSTS_PER_PAGE]))
            + "</div></div></body></html>"
        )

    def written(self, post: tuple[int, str, str]) -> str:
        pid, author, words = post
        return (
            f'<div class="post" id="post_{pid}"><div class="author_information"><span class="largetext">'
            f'<a href="member.php?action=profile&amp;uid=1">{author}</a></span></div>'
            f'<span class="post_date">{self.dates}</span>'
            f'<div class="post_body" id="pid_{pid}">{escape(words)}</div></div>'
        )


class PhpBB(Forum):
    """phpBB 3.3's markup."""

    def page(self, path: str, query: dict[str, str]) -> Reply:
        start = int(query.get("start", "0"))
        if path.endswith("/viewforum.php"):
            rows, pages = self.rows(query["f"], start // PER_PAGE + 1)
            later = [] if start // PER_PAGE + 1 >= pages else [start + PER_PAGE]
            return Reply(self.listing(query["f"], rows, later))
        found = [each for threads in self.boards.values() for each in threads if str(each.tid) == query.get("t")]
        if path.endswith("/viewtopic.php") and found:
            return Reply(self.topic(query.get("f", "2"), found[0]))
        return Reply(HEAD.format(title="Information") + "The requested topic does not exist.</div></body></html>")

    def listing(self, fid: str, rows: list[Thread], later: list[int]) -> str:
        links = "".join(
            f'<a href="./viewforum.php?f={fid}&amp;sid={"0" * 32}&amp;start={each}">x</a>' for each in later
        )
        return (
            HEAD.format(title="View forum")
            + f'<a href="./posting.php?mode=post&amp;f={fid}">New</a><div class="pagination">{links}</div>'
            + f'<ul class="topiclist topics">{"".join(self.row(fid, each) for each in rows)}</ul></div></body></html>'
        )

    def row(self, fid: str, each: Thread) -> str:
        pid, author, _ = each.posts[-1]
        kind = "sticky" if each.sticky else "global-announce" if each.announcement else "bg1"
        image = "topic_moved" if each.moved else "topic_read"
        return (
            f'<li class="row {kind}"><dl class="icon" style="background-image: url(./{image}.gif)">'
            f'<dt><a href="./viewtopic.php?f={fid}&amp;t={each.tid}" class="topictitle">{escape(each.title)}</a><br />by '
            f'<a href="./memberlist.php?mode=viewprofile&amp;u=2" class="username">{each.posts[0][1]}</a> &raquo; '
            f'Wed Feb 04, 2026 10:44 am</dt><dd class="posts">{len(each.posts) - 1}</dd><dd class="views">9</dd>'
            f'<dd class="lastpost"><span>by <a href="./memberlist.php?mode=viewprofile&amp;u=2" class="username">{author}</a>'
            f'<a href="./viewtopic.php?f={fid}&amp;t={each.tid}&amp;p={pid}#p{pid}">x</a><br />'
            f"Wed Feb 04, 2026 10:44 am</span></dd></dl></li>"
        )

    def topic(self, fid: str, thread: Thread) -> str:
        posts = "".join(
            f'<div id="p{pid}" class="post"><dl class="postprofile"><dt><a href="./memberlist.php?mode=viewprofile&amp;u=2"'
            f' class="username">{author}</a></dt></dl><div class="postbody"><h3><a href="#p{pid}">{escape(thread.title)}'
            f'</a></h3><p class="author">by <a href="./memberlist.php?mode=viewprofile&amp;u=2" class="username">{author}'
            f'</a> &raquo; Wed Feb 04, 2026 10:44 am</p><div class="content">{escape(words)}</div></div></div>'
            for pid, author, words in thread.posts
        )
        title = f'<h2 class="topic-title"><a href="./viewtopic.php?f={fid}&amp;t={thread.tid}">{escape(thread.title)}</a></h2>'
        return HEAD.format(title="View topic") + title + posts + "</div></body></html>"
