"""What was read beside what stands on the board, to the precision that its software shows."""

from datetime import datetime, timedelta

from demo.shapes import Thread
from spiders.listing import Listing, Moment
from tests.boards.serving import Shown, Software

UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def is_at(read: Moment | None, at: datetime | None, shown: Shown) -> bool:
    """Whether a time was read as right as it was shown: "9 minutes ago" is right within a minute."""
    if at is None or shown is None:
        return read is None
    units = (shown,) if isinstance(shown, str) else shown
    return read is not None and read.precision in units and abs(read.at - at) < 2 * UNITS[read.precision]


def told(software: Software, thread: Thread) -> dict[str, object]:
    """What of a thread a listing has to say."""
    own = [post for post in thread.posts[1:] if post.author == thread.first.author]
    return {
        "title": software.title(thread),
        "prefix": software.prefix(thread),
        "author": software.author(thread.first),
        "price": software.price(thread),
        "replies": software.replies(thread),
        "views": software.views(thread),
        "body": squeezed(software.text(thread.first)),
        "updates": [(software.post_id(post), squeezed(software.text(post))) for post in own],
    }


def read(listing: Listing) -> dict[str, object]:
    """The same of a listing as it is stored."""
    return {
        "title": listing.title,
        "prefix": listing.prefix,
        "author": listing.author,
        "price": listing.price,
        "replies": listing.replies,
        "views": listing.views,
        "body": squeezed(listing.body),
        "updates": [(update.native_id, squeezed(update.text)) for update in listing.updates],
    }


def wrong_times(software: Software, thread: Thread, listing: Listing) -> list[str]:
    """Name the times of a listing that are not those of the thread."""
    own = [post for post in thread.posts[1:] if post.author == thread.first.author]
    pairs = [
        ("posted", listing.posted, thread.first.at, software.post_posted or software.row_posted),
        ("edited", listing.edited, thread.first.edited, software.post_edited),
        ("last activity", listing.last_activity, thread.last.at, software.row_last),
        *(
            (f"update {place}", update.posted, post.at, software.post_posted)
            for place, (update, post) in enumerate(zip(listing.updates, own, strict=False), 1)
        ),
    ]
    return [f"{name}: {moment}, not {at}" for name, moment, at, shown in pairs if not is_at(moment, at, shown)]
