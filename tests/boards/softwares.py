"""All softwares that are crawled; one name a line, so that several can be added side by side."""

from tests.boards.mybb import MyBB
from tests.boards.serving import Software

SOFTWARES: tuple[type[Software], ...] = (
    MyBB,
)  # fmt: skip
