"""The forum's index and its boards, in MyBB's markup."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from demo.pages.frame import View, crumb, crumb_active, page, pagination
from demo.shapes import Announcement, Board, Pointer, Thread

HOT = 10
"""Replies from which a thread is shown as hot."""


def index_page(view: View) -> str:
    """Make the list of boards."""
    rows = "".join(_board_row(view, board) for board in view.forum.boards)
    category = view.forum.category
    content = f"""<table border="0" cellspacing="0" cellpadding="5" class="tborder">
<thead><tr><td class="thead" colspan="5"><div><strong><a href="forumdisplay.php?fid={category.fid}">\
{escape(category.name)}</a></strong><br /><div class="smalltext"></div></div></td></tr></thead>
<tbody id="cat_{category.fid}_e">
{rows}
</tbody></table>"""
    return page(view, view.forum.name, "", content)


def page_count(items: int, per_page: int) -> int:
    """Count how many pages so many items fill; an empty list is one page."""
    return max(1, -(-items // per_page))


def page_of(view: View, thread: Thread) -> int:
    """Count to the page of its board on which a thread stands."""
    return view.forum.entries(thread.fid).index(thread) // view.forum.threads_per_page + 1


def board_pages(view: View, fid: int) -> int:
    """Count how many pages a board has."""
    return page_count(len(view.forum.entries(fid)), view.forum.threads_per_page)


def board_page(view: View, board: Board, number: int) -> str:
    """Make a page of a board; past the end MyBB shows the first page again."""
    size, last = view.forum.threads_per_page, board_pages(view, board.fid)
    current = number if 1 <= number <= last else 1
    rows = view.forum.entries(board.fid)[(current - 1) * size : current * size]
    links = pagination(view, f"forumdisplay.php?fid={board.fid}", current, last)
    content = f"""<span class="smalltext">{view.say("Users browsing this forum: 1 Guest(s)")}</span><br />
<div class="float_left">
{links}
</div>
<table border="0" cellspacing="0" cellpadding="5" class="tborder clear">
<tr><td class="thead" colspan="7"><div><strong>{escape(board.name)}</strong></div></td></tr>
<tr><td class="tcat" colspan="3"><span class="smalltext"><strong>\
<a href="forumdisplay.php?fid={board.fid}&amp;sortby=subject&amp;order=asc">{view.say("Thread")}</a></strong></span>\
</td><td class="tcat">{view.say("Replies")}</td><td class="tcat">{view.say("Views")}</td>\
<td class="tcat">{view.say("Rating")}</td><td class="tcat">\
<a href="forumdisplay.php?fid={board.fid}&amp;sortby=lastpost&amp;order=desc">{view.say("Last Post")}</a></td></tr>
{_rows(view, rows)}
</table>
<div class="float_left">
{links}
</div>
<br class="clear" />"""
    crumbs = crumb(f"forumdisplay.php?fid={view.forum.category.fid}", view.forum.category.name)
    return page(view, f"{view.forum.name} - {board.name} ", crumbs + crumb_active(escape(board.name)), content)


def _board_row(view: View, board: Board) -> str:
    threads = [thread for thread in view.forum.threads if thread.fid == board.fid]
    newest = max(threads, key=lambda thread: thread.last.at)
    replies = sum(len(thread.posts) for thread in threads)
    return f"""<tr>
<td class="trow1" align="center" width="1"><span class="forum_status forum_on" id="mark_read_{board.fid}"></span></td>
<td class="trow1"><strong><a href="forumdisplay.php?fid={board.fid}">{escape(board.name)}</a></strong>\
<div class="smalltext">{escape(board.about)}</div></td>
<td class="trow1" align="center">{len(threads)}</td>
<td class="trow1" align="center">{replies:,}</td>
<td class="trow1" align="right"><span class="smalltext"><a href="showthread.php?tid={newest.tid}&amp;action=lastpost" \
title="{escape(newest.title)}"><strong>{escape(newest.title[:25])}...</strong></a><br />\
{view.date(newest.last.at)}<br />{view.say("by")} {view.profile(view.forum.member(newest.last.author))}</span></td>
</tr>"""


def _rows(view: View, rows: tuple[Thread | Pointer, ...]) -> str:
    """Announcements come first, then the sticky threads under their own heading."""
    parts = [
        _separator(view.say("Forum Announcements")),
        *(_announcement(view, each) for each in view.forum.announcements),
    ]
    sticky = [row for row in rows if isinstance(row, Thread) and row.sticky]
    if sticky:
        parts += [_separator(view.say("Important Threads")), *(_thread_row(view, row) for row in sticky)]
        parts.append(_separator(view.say("Normal Threads")))
    for row in rows[len(sticky) :]:
        parts.append(_thread_row(view, row) if isinstance(row, Thread) else _pointer_row(view, row))
    return "\n".join(parts)


def _separator(text: str) -> str:
    return f'<tr>\n<td class="trow_sep" colspan="7">{text}</td>\n</tr>'


def _announcement(view: View, each: Announcement) -> str:
    cell = 'align="center" class="trow1 forumdisplay_announcement"'
    return f"""<tr>
<td {cell} width="2%"><span class="thread_status folder">&nbsp;</span></td>
<td {cell} width="2%">&nbsp;</td>
<td class="trow1 forumdisplay_announcement">
<a href="announcements.php?aid={each.aid}" class="subject_old">{escape(each.title)}</a>
<div class="author smalltext">{view.profile(view.forum.member(each.by))}</div>
</td>
<td {cell}>-</td><td {cell}>-</td><td {cell}>-</td>
<td class="trow1 forumdisplay_announcement" style="white-space: nowrap; text-align: right">\
<span class="smalltext">{view.date(each.at)}</span></td>
</tr>"""


@dataclass(frozen=True, slots=True)
class _Cells:
    """What a row of the list shows, as HTML but for the names."""

    tid: int
    subject: str
    author: str
    started: str
    replies: str
    views: str
    last: str
    last_by: str
    folder: str
    kind: str = "regular"


def _thread_row(view: View, thread: Thread) -> str:
    replies = len(thread.posts) - 1
    folder = f"new{'hot' if replies >= HOT else ''}{'close' if thread.locked else ''}folder"
    cells = _Cells(
        tid=thread.tid,
        subject=_subject(view, thread),
        author=thread.first.author,
        started=view.date(thread.first.at),
        replies=f"{replies:,}",
        views=f"{thread.views:,}",
        last=view.date(thread.last.at),
        last_by=thread.last.author,
        folder=folder,
        kind="sticky" if thread.sticky else "regular",
    )
    return _row(view, cells)


def _subject(view: View, thread: Thread) -> str:
    jump = view.say("Go to first unread post")
    unread = (
        f'<a href="showthread.php?tid={thread.tid}&amp;action=newpost"><img src="{escape(view.base)}/images/jump.png" '
        f'alt="{jump}" title="{jump}" /></a> '
    )
    label = f'<span style="color:#e33"><strong>{escape(thread.prefix)}</strong></span>&nbsp;' if thread.prefix else ""
    return (
        f'{unread}{label}<span class=" subject_new" id="tid_{thread.tid}">'
        f'<a href="showthread.php?tid={thread.tid}">{escape(thread.title)}</a></span>{_thread_pages(view, thread)}'
    )


def _pointer_row(view: View, pointer: Pointer) -> str:
    target = view.forum.thread(pointer.tid)
    subject = (
        f'{view.say("Moved:")} <span class=" subject_old" id="tid_{pointer.tid}">'
        f'<a href="showthread.php?tid={pointer.tid}">'
        f"{escape(target.title) if target else view.say('Moved')}</a></span>"
    )
    at = view.date(pointer.at)
    return _row(view, _Cells(pointer.tid, subject, pointer.by, at, "-", "-", at, pointer.by, "movefolder"))


def _row(view: View, cells: _Cells) -> str:
    tid, css, base = cells.tid, f"trow1 forumdisplay_{cells.kind}", escape(view.base)
    author, last_by = (view.profile(view.forum.member(name)) for name in (cells.author, cells.last_by))
    return f"""<tr class="inline_row">
<td align="center" class="{css}" width="2%"><span class="thread_status {cells.folder}">&nbsp;</span></td>
<td align="center" class="{css}" width="2%">&nbsp;</td>
<td class="{css}">
<div>
<span>{cells.subject}</span>
<div><span class="author smalltext">{author}, </span>\
<span class="thread_start_datetime smalltext">{cells.started}</span></div>
</div>
</td>
<td align="center" class="{css}"><a href="{base}/misc.php?action=whoposted&tid={tid}" \
onclick="MyBB.whoPosted({tid}); return false;">{cells.replies}</a></td>
<td align="center" class="{css}">{cells.views}</td>
<td align="center" class="{css}">-</td>
<td class="{css}" style="white-space: nowrap; text-align: right;">
<span class="lastpost smalltext">{cells.last}<br />
<a href="showthread.php?tid={tid}&amp;action=lastpost">{view.say("Last Post")}</a>: {last_by}</span>
</td>
</tr>"""


def _thread_pages(view: View, thread: Thread) -> str:
    last = page_count(len(thread.posts), view.forum.posts_per_page)
    if last < 2:
        return ""
    links = [f'<a href="showthread.php?tid={thread.tid}">1</a> ']
    links += [f'<a href="showthread.php?tid={thread.tid}&amp;page={n}">{n}</a> ' for n in range(2, last + 1)]
    return f' <span class="smalltext">({view.say("Pages:")} {"".join(links)})</span>'
