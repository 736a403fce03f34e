"""What authors do to words so that a search does not find them, and what wrong decoding does; all of it by form alone.

Each kind has a pattern that plain texts do not match: they are paid for only where they are found.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_LATIN = "aceopxyijshkmtnbABCEHIJKMOPSTXYZ"
_CYRILLIC = "асеорхуіјѕһкмтпьАВСЕНІЈКМОРЅТХУᴢ"
_GREEK_FOR_LATIN = "οανρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LATIN_FOR_GREEK = "oavptuikABEZHIKMNOPTYX"
_LOOSE = frozenset("kmtnbsh")
"""Small letters that are Cyrillic's twins only in some hands: a Latin word does not become Cyrillic by them."""
_TO_LATIN = str.maketrans(
    {
        **dict(zip(_CYRILLIC, _LATIN, strict=True)),
        **dict(zip(_GREEK_FOR_LATIN, _LATIN_FOR_GREEK, strict=True)),
        "ԁ": "d",
        "ԛ": "q",
        "ԝ": "w",
        "ӏ": "l",
    }
)
_SURE = {code: latin for code, latin in _TO_LATIN.items() if latin not in _LOOSE}
_TO_CYRILLIC = str.maketrans(
    {latin: other for latin, other in zip(_LATIN, _CYRILLIC, strict=True) if latin not in _LOOSE and latin != "Z"}
)
_OTHER = r"\u0370-\u03ff\u0400-\u052f"
_MIXED = re.compile(rf"[A-Za-z](?:(?<=[{_OTHER}].)|(?=[{_OTHER}]))")
_OTHER_RUN = re.compile(f"[{_OTHER}]+")
_LATIN_WORD = re.compile("[a-z]{2}", re.IGNORECASE)
_OTHER_SCRIPT = re.compile(f"[{_OTHER}]")
_WORD = re.compile(rf"[A-Za-z{_OTHER}]+")

_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ"
LETTERS = {
    **dict(zip(map(ord, _SMALL_CAPITALS), "abcdefghijklmnopqrstuvwyz", strict=True)),
    **{first + number: chr(65 + number) for first in (0x1F150, 0x1F170) for number in range(26)},
}
"""Letters of other looks that NFKC leaves: small capitals, white ones on a disc or a square."""
ODD = re.compile(f"[\u0300-\u036f\u20d0-\u20ff{_SMALL_CAPITALS}\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""These, and marks that stand on a letter without being one with it (struck out, underlined, piled up)."""

_SPACED = re.compile(r" [^\s] [^\s] [^\s](?![^\s])")
_SPACED_RUN = re.compile(r"(?<!\S)(?:[^\W_]|[.,$€£+])(?: (?:[^\W_]|[.,%+:@/_-])){3,80}(?!\S)")
_SPACED_SHORT = re.compile(r"(?<!\S)(?:[^\W_]|[.,$€£+])(?: (?:[^\W_]|[.,%+:@/_-])){2,80}(?!\S)")
_HYPHENATED = re.compile(r"(?<=[^\W\d_]{2})-\n(?=[a-zß-öø-ÿа-яёіїєґ])")
_JOINTS = re.compile(r"([._*|·-])[^\W\d_]\1[^\W\d_]\1[^\W\d_](?![^\W_])")
_JOINT_RUN = re.compile(r"(?<![^\W_])[^\W\d_](?:([._*|·-])[^\W\d_])(?:\1[^\W\d_]){2,80}(?![^\W_])")

_LATIN_1 = "".join(map(chr, range(0x80, 0x100)))
_WINDOWS = bytes(range(0x80, 0x100)).decode("cp1252", "replace").replace("\ufffd", "")
_TAIL = "[" + re.escape("".join(sorted(set(_LATIN_1[:64]) | set(_WINDOWS[:59])))) + "]"
_TWICE = re.compile(rf"Â |[Â-ß]{_TAIL}|[à-ï]{_TAIL}{{2}}|[ðñòóô]{_TAIL}{{3}}")
_UPPER_HALF = re.escape(bytes(range(0x80, 0xC0)).decode("cp1251", "ignore"))
_CYRILLIC_TWICE = re.compile(f"(?:[РС][{_UPPER_HALF}]){{4,}}")
_CYRILLIC_TWICE_SHORT = re.compile(f"(?:[РС][{_UPPER_HALF}])+")
_CYRILLIC_AS_LATIN = re.compile(r"[À-ÿ]{4,}")
_CYRILLIC_AS_LATIN_SHORT = re.compile(r"[À-ÿ]+")
_MISREAD = re.compile(
    rf"[À-ÿРС](?:(?<=[Â-ß]){_TAIL}|(?<=Â) |(?<=[à-ï]){_TAIL}{{2}}|(?<=[ðñòóô]){_TAIL}{{3}}|(?<=[À-ÿ])[À-ÿ]{{3}}"
    rf"|(?<=[РС])[{_UPPER_HALF}](?:[РС][{_UPPER_HALF}]){{3}})"
)
"""What any of the three begins with, in one pass."""
_PLAUSIBLE = re.compile(
    r"[\u00a0-\u024f\u0370-\u058f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1e00-\u1eff\u2010-\u205e\u20a0-\u20cf\u2100-\u214f"
    r"\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef\U0001f000-\U0001faff]+"
)
_SIGNS = ("[", "<", "&", "\x1b", "\\u", "\\x")
_INLINE = r"b|i|u|em|strong|font|span|color|colour|size|highlight|sub|sup|bg|glow|shadow|mark|small|big"
_BLOCKS = r"center|left|right|align|justify|indent|list|ul|ol|li|br|hr|p|div|tbody|thead|h[1-6]"
_MARKUP = re.compile(
    rf"\[/?(?:(?P<inline>{_INLINE})|(?P<block>{_BLOCKS})|(?P<cell>td|th)|(?P<row>tr))(?:[= ][^\]\[\n]{{0,80}})?\]"
    rf"|</?(?:(?P<inline2>{_INLINE})|(?P<block2>{_BLOCKS})|(?P<cell2>td|th)|(?P<row2>tr))(?:[ ][^<>\n]{{0,200}})?/?>"
    r"|&(?P<entity>#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});"
    r"|\\{1,3}(?P<escape>u[0-9a-f]{4}|x[2-7][0-9a-f])"
    r"|\x1b\[[\d;]{0,12}[A-Za-z]",
    re.IGNORECASE,
)
"""Tags of forums and pages, entities, escapes of JSON and of terminals; tags that say whose words these are stay."""
LEAST = 2
"""Wrongly decoded characters that a text must hold: one may be chance ("É»" ends a French quotation)."""


def twins(text: str) -> str:
    """Write words of mixed scripts in one of them, where every letter has a twin there; no offset moves.

    >>> twins("раssword базa"), twins("IDшник SQL-база")
    ('password база', 'IDшник SQL-база')
    """
    if _all_twins(text):
        return text.translate(_SURE)
    at = 0
    pieces: list[str] = []
    for found in _MIXED.finditer(text):
        if found.start() < at:
            continue
        start = _word_start(text, found.start(), at)
        word = _WORD.match(text, start)
        if word is None:
            continue
        pieces += (text[at:start], _one_script(word[0]))
        at = word.end()
    return "".join((*pieces, text[at:])) if pieces else text


def _word_start(text: str, place: int, floor: int) -> int:
    while place > floor and _WORD.match(text[place - 1]):
        place -= 1
    return place


def _one_script(word: str) -> str:
    latin = word.translate(_TO_LATIN)
    if latin.isascii():
        return latin
    other = word.translate(_TO_CYRILLIC)
    return word if re.search("[A-Za-z]", other) else other


def _all_twins(text: str) -> bool:
    """Whether all that a mostly Latin text has of other scripts looks Latin: then it is meant to be."""
    if not _LATIN_WORD.search(text):
        return False
    return all(each[0].translate(_SURE).isascii() for each in _OTHER_RUN.finditer(text))


def has_twins(text: str) -> bool:
    """Whether a word may be of two scripts."""
    if _OTHER_SCRIPT.search(text) is not None and _all_twins(text):
        return True
    return _OTHER_SCRIPT.search(text) is not None and _MIXED.search(text) is not None


def spaced(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and meaning, which is none, of what parts the letters of spaced-out words.

    So in "d a t a b a s e", "1 . 5 M" and "d.a.t.a".
    Four characters at least, and a letter among them: "1 2 3 4" may be a row of numbers. Beside a word of four letters
    three characters will do.
    """
    gaps: list[tuple[int, int, str]] = []
    if _SPACED.search(text):
        sure = any(sum(map(str.isalpha, run[0])) >= 4 for run in _SPACED_RUN.finditer(text))
        for run in (_SPACED_SHORT if sure else _SPACED_RUN).finditer(text):
            if re.search(r"[^\W\d_]", run[0]):
                gaps += ((at, at + 1, "") for at in range(run.start() + 1, run.end(), 2))
    if "-\n" in text:
        gaps += ((*each.span(), "") for each in _HYPHENATED.finditer(text))
    if _JOINTS.search(text):
        for run in _JOINT_RUN.finditer(text):
            gaps += ((at, at + 1, "") for at in range(run.start() + 1, run.end(), 2))
    return sorted(gaps)


def markup(text: str) -> list[tuple[int, int, str]]:
    r"""Return start, end and meaning of tags that only say how words look, of entities, and of escapes in JSON.

    >>> markup("[b]2.5[/b]M &amp;"), markup("[SELL] [td]a[/td]")
    ([(0, 3, ''), (6, 10, ''), (12, 17, '&')], [(7, 11, '|'), (12, 17, ' ')])
    >>> markup(r"\u0418van")
    [(0, 6, 'И')]
    """
    if not any(map(text.__contains__, _SIGNS)):
        return []
    return [(*each.span(), said) for each in _MARKUP.finditer(text) if (said := _said(each)) is not None]


def _said(tag: re.Match[str]) -> str | None:
    if tag["entity"]:
        sign = html.unescape(tag[0])
        return None if len(sign) != 1 else " " if sign == "\xa0" else sign
    if tag["escape"]:
        sign = chr(int(tag["escape"][1:], 16))
        return sign if sign.isprintable() else " " if sign.isspace() else ""
    if tag["cell"] or tag["cell2"]:
        ends_row = tag.string[tag.end() : tag.end() + 4].lower() in ("[/tr", "</tr")
        return " " if "/" in tag[0][:2] and not ends_row else "|"
    if tag["row"] or tag["row2"]:
        begins_line = tag.string[max(0, tag.start() - 1) : tag.start()] in ("", "\n")
        return " " if "/" in tag[0][:2] or begins_line else "\n"
    return " " if tag["block"] or tag["block2"] else ""


def misread(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and true reading of what was decoded wrongly: UTF-8 taken for a code page, or one for another.

    >>> list(misread("NumÃ©ro de tÃ©lÃ©phone"))
    [(3, 5, 'é'), (12, 14, 'é'), (15, 17, 'é')]
    >>> list(misread("РџСЂРѕРґР°Рј"))[0][2], list(misread("Ïðîäàì áàçó"))[0][2]
    ('Продам', 'Продам')
    """
    found = [(*each.span(), true) for each in _TWICE.finditer(text) if (true := _decoded(each[0]))]
    if len(found) >= LEAST:
        yield from found
        return
    twice = _CYRILLIC_TWICE_SHORT if _CYRILLIC_TWICE.search(text) else _CYRILLIC_TWICE
    long = _CYRILLIC_AS_LATIN.findall(text)
    as_latin = _CYRILLIC_AS_LATIN_SHORT if len(long) >= LEAST else _CYRILLIC_AS_LATIN
    for pattern, page in ((twice, "cp1251"), (as_latin, "cp1252")):
        for each in pattern.finditer(text):
            true = _again(each[0], page)
            if true:
                yield (*each.span(), true)


def is_misread(text: str) -> bool:
    """Whether a text may hold what was decoded wrongly."""
    return _MISREAD.search(text) is not None


def _decoded(sign: str) -> str | None:
    if sign == "Â ":
        return " "
    try:
        raw = b"".join(each.encode("latin-1") if ord(each) < 0x100 else each.encode("cp1252") for each in sign)
        true = raw.decode("utf-8")
    except UnicodeError:
        return None
    return true if _PLAUSIBLE.fullmatch(true) else None


def _again(words: str, page: str) -> str | None:
    """Undo UTF-8 read as cp1251, or cp1251 read as cp1252."""
    try:
        raw = words.encode(page)
        true = raw.decode("utf-8" if page == "cp1251" else "cp1251")
    except UnicodeError:
        return None
    return true if re.fullmatch(r"[\u0400-\u045f\u0490\u0491]+", true) else None
