"""What stands round every page of the forum: head, quick login, breadcrumb, footer; and its pagination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from demo.pages.dates import current, mybb
from demo.shapes import Forum, Member


@dataclass(frozen=True, slots=True)
class View:
    """What a page needs to know besides its content."""

    forum: Forum
    base: str
    """The board's own address, which stands in its absolute links."""
    now: datetime
    """UTC; relative dates count from here."""

    def say(self, phrase: str) -> str:
        """Say something of the software's own in the forum's language."""
        return self.forum.pack.say(phrase)

    def date(self, at: datetime) -> str:
        """Show a time; returns HTML."""
        return mybb(at, self.now, self.forum.pack)

    def profile(self, member: Member, shown: str | None = None) -> str:
        """Link a member's name; a deleted one is bare text."""
        name = shown or escape(member.name)
        if member.deleted:
            return name
        return f'<a href="{escape(self.base)}/member.php?action=profile&amp;uid={member.uid}">{name}</a>'


def page(view: View, title: str, crumbs: str, content: str) -> str:
    """Put a page together. `title` is plain text, the rest HTML."""
    base = escape(view.base)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xml:lang="{view.forum.pack.language}" lang="{view.forum.pack.language}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<title>{escape(title)}</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<link type="text/css" rel="stylesheet" href="{base}/cache/themes/theme1/global.css?t=1795455729" />
</head>
<body>
<div id="container">
<a name="top" id="top"></a>
<div id="header">
{_logo(view)}
{_panel(view)}
</div>
<div id="content">
<div class="wrapper">
<div class="navigation">
<a href="{base}/index.php">{escape(view.forum.name)}</a>{crumbs}
</div>
<br />
{content}
</div>
</div>
{_footer(view)}
</div>
</body>
</html>"""


def crumb_active(html: str) -> str:
    """Make the last part of the breadcrumb, the page itself."""
    return f'<br /><img src="images/nav_bit.png" alt="" /><span class="active">{html}</span>'


def crumb(link: str, text: str, after: str = "") -> str:
    """Make a part of the breadcrumb that leads somewhere."""
    return f'\n&rsaquo;\n<a href="{link}">{escape(text)}</a>{after}'


def pagination(view: View, address: str, current: int, last: int) -> str:
    """Link to the pages of `address`; nothing when there is one page only."""
    if last < 2:
        return ""
    links = [_page_link(address, number, number == current) for number in range(1, last + 1)]
    if current > 1:
        links.insert(
            0,
            f'<a href="{_paged(address, current - 1)}" class="pagination_previous">&laquo; {view.say("Previous")}</a>',
        )
    if current < last:
        links.append(f'<a href="{_paged(address, current + 1)}" class="pagination_next">{view.say("Next")} &raquo;</a>')
    return (
        f'<div class="pagination">\n<span class="pages">{view.say("Pages")} ({last}):</span>\n{"".join(links)}\n</div>'
    )


def crumb_popup(view: View, address: str, current: int, last: int) -> str:
    """Make a thread page's hidden list of the board's pages: the *board's* next link stands before the thread's."""
    if last < 2:
        return ""
    links = [_page_link(address, number, current=False) for number in range(1, last + 1) if number != current]
    here = f'<a href="{_paged(address, current)}" class="pagination_current">{current}</a>'
    links.insert(current - 1, here)
    if current < last:
        links.append(f'<a href="{_paged(address, current + 1)}" class="pagination_next">{view.say("Next")} &raquo;</a>')
    return (
        ' <img src="images/arrow_down.png" alt="v" title="" class="pagination_breadcrumb_link" '
        'id="breadcrumb_multipage" />'
        '<div id="breadcrumb_multipage_popup" class="pagination pagination_breadcrumb" style="display: none;">\n'
        f"{''.join(links)}\n</div>"
    )


def notice(view: View, text: str) -> str:
    """Make a page that says one sentence, as MyBB's errors do."""
    content = f"""<table border="0" cellspacing="0" cellpadding="5" class="tborder">
<tr><td class="thead"><span class="smalltext"><strong>{escape(view.forum.name)}</strong></span></td></tr>
<tr><td class="trow1">{escape(view.say(text))}</td></tr>
</table>"""
    return page(view, view.forum.name, crumb_active(view.say("Error")), content)


def _page_link(address: str, number: int, current: bool) -> str:
    if current:
        return f' <span class="pagination_current">{number}</span>'
    return f'<a href="{_paged(address, number)}" class="pagination_page">{number}</a>\n'


def _paged(address: str, number: int) -> str:
    return address if number == 1 else f"{address}&amp;page={number}"


def _logo(view: View) -> str:
    base = escape(view.base)
    items = ("search", "memberlist", "calendar")
    links = "".join(
        f'<li><a href="{base}/{item}.php" class="{item}">{view.say(item.title())}</a></li>' for item in items
    )
    return (
        f'<div id="logo"><div class="wrapper"><a href="{base}/index.php"><img src="{base}/images/logo.png" '
        f'alt="{escape(view.forum.name)}" /></a><ul class="menu top_links">{links}</ul></div></div>'
    )


def _panel(view: View) -> str:
    """Make the guest's panel; every page of a MyBB holds this login form, so a form alone is no login wall."""
    base, say = escape(view.base), view.say
    return f"""<div id="panel"><div class="upper"><div class="wrapper">
<span class="welcome">{say("Hello There, Guest!")} \
<a href="{base}/member.php?action=login" class="login">{say("Login")}</a> \
<a href="{base}/member.php?action=register" class="register">{say("Register")}</a></span>
</div></div>
<div class="modal" id="quick_login" style="display: none;">
<form method="post" action="{base}/member.php">
<input name="action" type="hidden" value="do_login" />
<table width="100%" cellspacing="0" cellpadding="5" border="0" class="tborder">
<tr><td class="thead" colspan="2"><strong>{say("Login")}</strong></td></tr>
<tr><td class="trow1"><strong>{say("Username:")}</strong></td><td class="trow1"><input name="quick_username" \
id="quick_login_username" type="text" value="" class="textbox initial_focus" /></td></tr>
<tr><td class="trow2"><strong>{say("Password:")}</strong></td><td class="trow2"><input name="quick_password" \
id="quick_login_password" type="password" value="" class="textbox" /></td></tr>
</table></form></div></div>"""


def _footer(view: View) -> str:
    base, say = escape(view.base), view.say
    return f"""<div id="footer">
<div class="upper"><div class="wrapper"><ul class="menu bottom_links">
<li><a href="showteam.php">{say("Forum Team")}</a></li>
<li><a href="#top">{say("Return to Top")}</a></li>
<li><a href="{base}/misc.php?action=syndication">{say("RSS Syndication")}</a></li>
</ul></div></div>
<div class="lower"><div class="wrapper">
<span id="current_time"><strong>{say("Current time:")}</strong> {current(view.now, view.forum.pack)}</span>
<span id="copyright">{say("Powered By")} <a href="https://mybb.com" target="_blank" rel="noopener">MyBB</a>.</span>
</div></div></div>"""
