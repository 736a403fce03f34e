"""The forum's threads, in MyBB's markup."""

from __future__ import annotations

from html import escape

from demo.pages.bbcode import to_html
from demo.pages.boards import board_pages, page_count, page_of
from demo.pages.frame import View, crumb, crumb_active, crumb_popup, page, pagination
from demo.shapes import Member, Post, Thread

_STYLES = {"admin": ("#32cd32", "rf_owner"), "mod": ("#ff6600", "rf_god"), "vip": ("#b58900", "rf_vip")}


def thread_page(view: View, thread: Thread, number: int) -> str:
    """Make a page of a thread; past the end MyBB shows the first page again."""
    size = view.forum.posts_per_page
    last = page_count(len(thread.posts), size)
    current = number if 1 <= number <= last else 1
    shown = list(enumerate(thread.posts, 1))[(current - 1) * size : current * size]
    links = pagination(view, f"showthread.php?tid={thread.tid}", current, last)
    content = f"""<div class="float_left">
{links}
</div>
<table border="0" cellspacing="0" cellpadding="5" class="tborder tfixed clear">
<tr><td class="thead"><div class="float_right"><span class="smalltext"><strong>\
<a href="showthread.php?mode=threaded&amp;tid={thread.tid}&amp;pid={thread.first.pid}#pid{thread.first.pid}">\
{view.say("Threaded Mode")}</a></strong></span></div>
<div><strong>{_labelled(thread)}</strong></div></td></tr>
<tr><td id="posts_container">
<div id="posts">
{"".join(_post(view, thread, place, post) for place, post in shown)}
</div>
</td></tr>
<tr><td class="tfoot"><div><strong>&laquo; <a href="showthread.php?tid={thread.tid}&amp;action=nextoldest">\
{view.say("Next Oldest")}</a> | \
<a href="showthread.php?tid={thread.tid}&amp;action=nextnewest">{view.say("Next Newest")}</a> &raquo;</strong>\
</div></td></tr>
</table>
<div class="float_left">
{links}
</div>
<br class="clear" />"""
    return page(view, thread.title, _crumbs(view, thread), content)


def page_with(view: View, thread: Thread, pid: int) -> int:
    """Count to the page of a thread that holds a post; 1 when none does."""
    place = next((index for index, post in enumerate(thread.posts) if post.pid == pid), 0)
    return place // view.forum.posts_per_page + 1


def _crumbs(view: View, thread: Thread) -> str:
    board = next(board for board in view.forum.boards if board.fid == thread.fid)
    address, here = f"forumdisplay.php?fid={board.fid}", page_of(view, thread)
    popup = crumb_popup(view, address, here, board_pages(view, board.fid))
    link = address if here == 1 else f"{address}&amp;page={here}"
    first = crumb(f"forumdisplay.php?fid={view.forum.category.fid}", view.forum.category.name)
    return first + crumb(link, board.name, popup) + crumb_active(_labelled(thread))


def _labelled(thread: Thread) -> str:
    if not thread.prefix:
        return escape(thread.title)
    return f'<span style="color:#e33"><strong>{escape(thread.prefix)}</strong></span>&nbsp;{escape(thread.title)}'


def _post(view: View, thread: Thread, place: int, post: Post) -> str:
    member = view.forum.member(post.author)
    pid = post.pid
    subject = escape(thread.title if place == 1 else f"RE: {thread.title}")
    signature = (
        f'<div class="signature scaleimages">\n{to_html(member.signature, view.say)}\n</div>'
        if member.signature
        else ""
    )
    return f"""
<a name="pid{pid}" id="pid{pid}"></a>
<div class="post " style="" id="post_{pid}">
<div class="post_author">
{_author(view, member)}
</div>
<div class="post_content">
<div class="post_head">
<div class="float_right" style="vertical-align: top">
<strong><a href="showthread.php?tid={thread.tid}&amp;pid={pid}#pid{pid}" title="{subject}">#{place}</a></strong>
</div>
<span class="post_date">{view.date(post.at)} <span class="post_edit" id="edited_by_{pid}">\
{_edited(view, post)}</span></span>
</div>
<div class="post_body scaleimages" id="pid_{pid}">
{to_html(post.text, view.say)}
</div>
{signature}
<div class="post_meta" id="post_meta_{pid}">
</div>
</div>
<div class="post_controls">
<div class="postbit_buttons post_management_buttons float_right">
<a href="newreply.php?tid={thread.tid}&amp;replyto={pid}" title="Quote this message in a reply" \
class="postbit_quote postbit_mirage"><span>{view.say("Reply")}</span></a>
</div>
</div>
</div>"""


def _edited(view: View, post: Post) -> str:
    if post.edited is None:
        return ""
    reason = f" <em>{view.say('Edit Reason:')} {escape(post.reason)}</em>" if post.reason else ""
    by = view.profile(view.forum.member(post.author))
    at = view.date(post.edited)
    lead = view.say("This post was last modified:")
    return f'<span class="edited_post">({lead} {at} {view.say("by")} {by}.{reason})</span>'


def _author(view: View, member: Member) -> str:
    if member.deleted:
        return f"""<div class="author_information">
<strong><span class="largetext">{escape(member.name)}</span></strong> <br />
<span class="smalltext">
{view.say("Unregistered")}<br />
</span>
</div>
<div class="author_statistics">
&nbsp;
</div>"""
    return f"""<div class="author_avatar"><a href="member.php?action=profile&amp;uid={member.uid}">\
<img src="{escape(view.base)}/images/default_avatar.png" alt="" width="55" height="55" /></a></div>
<div class="author_information">
<strong><span class="largetext">{view.profile(member, _styled(member))}</span></strong> \
<img src="{escape(view.base)}/images/buddy_offline.png" title="Offline" alt="Offline" class="buddy_status" /><br />
<span class="smalltext">
{escape(member.title)}<br />
<img src="images/star.png" border="0" alt="*" /><br />
</span>
</div>
<div class="author_statistics">
{view.say("Posts:")} {member.posts:,}<br />
{view.say("Threads:")} {member.threads:,}<br />
{view.say("Joined:")} {escape(member.joined)}
<br />{view.say("Reputation:")} <a href="reputation.php?uid={member.uid}"><strong class="reputation_\
{"negative" if member.reputation < 0 else "positive"}">{member.reputation}</strong></a>
</div>"""


def _styled(member: Member) -> str:
    name = escape(member.name)
    if member.group not in _STYLES:
        return name
    colour, css = _STYLES[member.group]
    return f'<span style="color: {colour};" class="{css}"><strong>{name}</strong></span>'
