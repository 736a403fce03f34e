"""A megabyte of what nobody writes but somebody may post: no shape may stall the reader."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection

from pipelines.reading.claim import Raw
from pipelines.reading.reader import read

SIZE = 1_000_000
"""Bytes of UTF-8."""
MOST_SECONDS = 1.0
"""What issue 4 allows for each."""
WARM = 400
"""Characters that show a text's language."""
PATIENCE = 30.0
"""Seconds after which a reading is given up."""

_ROW = "Erfundene Person;99999{:04d};person{}@mail.example;+1-555-01{:02d};1970-01-{:02d};1 Sample Row Street\n"
_LINE = "Selling {} users of Zzvarno for ${}, {} GB, contact zzvarno{}.example\n"


@dataclass(frozen=True, slots=True)
class Timed:
    """How long one shape took."""

    name: str
    characters: int
    cpu: float | None
    """Seconds of processor time; `None`: given up after `PATIENCE`."""
    wall: float | None
    """Seconds by the clock."""
    quarter: float | None
    """Seconds of processor time for a quarter of it; `None`: given up."""

    @property
    def growth(self) -> float | None:
        """How many times the quarter's time the whole took: about 4 is linear, about 16 is quadratic."""
        return self.cpu / self.quarter if self.cpu and self.quarter else None

    @property
    def held(self) -> bool:
        """Whether it stayed in the allowed time; processor time, since a shared machine's clock tells of others too."""
        return self.cpu is not None and self.cpu <= MOST_SECONDS


def shapes() -> Mapping[str, str]:
    """Return all shapes, of `SIZE` bytes each."""
    return {name: _cut(make()) for name, make in _SHAPES.items()}


def time_all(patience: float = PATIENCE) -> Iterator[Timed]:
    """Read each shape as a body, in a process of its own that can be given up, on the core of this one."""
    texts = shapes()
    for text in texts.values():
        read(Raw(body=text[:WARM]))  # the lexicons of its language are loaded before the fork
    for name, text in texts.items():
        yield time_shape(name, text, patience)


def time_shape(name: str, text: str, patience: float) -> Timed:
    """Read a quarter of a text, and the whole."""
    quarter, _ = _timed(text[: len(text) // 4], patience)
    return Timed(name, len(text), *_timed(text, patience), quarter)


def _timed(text: str, patience: float) -> tuple[float | None, float | None]:
    """Return seconds of processor and clock, or twice `None` when the reading was given up."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_read, args=(text, there))
    child.start()
    there.close()
    cpu = wall = None
    if here.poll(patience):
        cpu, wall = here.recv()
    else:
        child.kill()
    child.join()
    here.close()
    return cpu, wall


def _read(text: str, answer: Connection) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    read(Raw(body=text))
    answer.send((time.process_time() - cpu, time.perf_counter() - wall))


def _again(piece: str) -> Callable[[], str]:
    return lambda: piece * (SIZE // len(piece.encode()) + 1)


def _rows() -> str:
    rows = _ROW.format
    return "[code]\nname;id;email;phone;dob;address\n" + _numbered(lambda n: rows(n % 10000, n, n % 100, n % 28 + 1))


def _nested() -> str:
    depth = SIZE // len("[quote][/quote]")
    return "[quote]" * depth + "[/quote]" * depth


def _posts() -> str:
    return _numbered(lambda n: _LINE.format(n * 1000 + 7, n, n % 90 + 1, n))


def _numbered(line: Callable[[int], str]) -> str:
    return "".join(line(n) for n in range(1, SIZE // len(line(1)) + 1))


_SHAPES: Mapping[str, Callable[[], str]] = {
    "digits": _again("1234567890"),
    "1,1,1,…": _again("1,"),
    "1.2-3.4-5.6-… (ranges)": _again("1.2-"),
    "nested [quote]": _nested,
    "[quote] never closed": _again("[quote]"),
    "[code] rows of invented people": _rows,
    "zero-width between letters": _again("d\u200ba\u200bt\u200ba\u200b \u200b"),
    "one word of CJK numerals": _again("九千八百七十六亿五千四百三十二万"),
    "a@a.a@a.a@…": _again("a@a."),
    "spaced-out letters": _again("d a t a b a s e "),
    "one URL without end": lambda: "http://zzvarno.example/" + _again("a?b=c&d=1/%20#")(),
    "zzvarno.a.b.c.… (a host without end)": _again("zz1."),
    "ligatures that unfold to 18 letters": _again("\ufdfa"),
    "million million million …": _again("million "),
    "$$$$…": _again("$"),
    "one capitalised word after another": _again("Zzvarno Bank of "),
    "hex without a space": _again("deadbeef01"),
    "line ends": _again("\n"),
    "opening brackets and colons": _again("[(:"),
    "a thousand posts in one": _posts,
    "passwords, open servers and names": _again("passwords. an open server without a password. names. "),
    "whose password a clerk sold": _again("login with the password that a clerk sold. names, phones. "),
    "people in one line, with messengers": _again("tg Full name: Zzva Norra, SSN: 078-05-1120; "),
    "one host after another": _again("zzvarno.cloud "),
    "Chinese: what befell whom, without a stop": _again("遭駭"),
    "Chinese: whose database, without a stop": _again("的数据库"),
    "Chinese: nothing but banks": _again("银行"),
    "Chinese: quoted banks": _again("“海岳银行”的数据库"),
    "Chinese: offers without a stop": _again("出售海岳银行的数据库120万用户含姓名手机号身份证价格500美元"),
    "Japanese: offers without a stop": _again(
        "北陸みらい病院の患者データベースを販売します12万件氏名住所電話番号を含む"
    ),
    "Korean: nothing but hospitals": _again("병원은행"),
    "Turkish: breaches without a stop": _again("Melati Hastanesi'nde veri sızıntısı "),
}


def _cut(text: str) -> str:
    return text.encode()[:SIZE].decode(errors="ignore")
