"""Give the victim, the seller and the domain of a labelled text other names, everywhere in the text and in the label.

What says of what kind a name is stays: words that are no names elsewhere ("credit union", "ministry of"), places (they
are labelled as countries), public suffixes, digits.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from babel.numbers import list_currencies

from bench.cipher import Cipher
from bench.gold import Example, changed

FIELDS = ("domain", "victim", "seller")

_KIND_WORDS = (
    "bank university hospital ministry insurance airlines group grupo gmbh ltd llc inc corp sa ag co plc pt tbk team "
    "company services club forum forums clinic school district city county banque banco banca universidad université "
    "universidade universität ministerio ministère hôpital klinik versicherung stadtwerke ayuntamiento alcaldía mairie "
    "order ordre orden ordine centre center centro zentrum prefeitura mutual mutuelle kargo "
    "банк клуб университет больница экспресс страхование جامعة شركة بنك مستشفى وزارة "
    "معهد مصنع صيدلية منصة خطوط الجوية متجر تطبيق هيئة بلدية مدرسة كلية سلسلة مؤسسة مركز نادي "
    "شهرداری هتل سازمان فولاد پتروشیمی بورس صرافی فروشگاه اپ پژوهشگاه کارخانه موسسه "
    "उद्योग विभाग संस्थान यूनिवर्सिटी निगम "
    "للتأمين bệnh viện ngân hàng công ty rumah sakit belediyesi bankası üniversitesi szpital uniwersytet nemocnice "
    "università ospedale comune azienda universitas universitet лікарня університет лікарні больницы دانشگاه بیمارستان "
    "بانک شرکت وزارت अस्पताल बैंक विश्वविद्यालय बीमा mağazaları hastanesi đại học trường univerzita banka pojišťovna"
)
_KINDS = frozenset(_KIND_WORDS.split())
"""Words that say what an organisation is; some languages have too few labelled texts to learn them from."""
_HAN_KINDS = re.compile(
    "(公司|集团|集團|银行|銀行|大学|大學|医院|醫院|公安局?|警察|政府|保险|保險|学校|協會|协会|国家|國家|市|省|局|部"
    "|商城|酒店|论坛|論壇|速递|物流|信用社|重工|医疗|醫療|娛樂場|有限|股份|网|課堂|教育委員会|証券|保険|運輸|化成|精機|電力|通信|放送"
    "|クリニック|ホテル|オンライン|テレコム|モバイル|ネット"
    "|株式会社|病院|대학교|은행|병원|보험|공사|공업|케미칼|캐피탈|항공|택배|마켓|증권|카드|통신|모바일|호텔)"
)
_WORD = re.compile(r"[^\W\d_]+")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
_SECOND = frozenset(("co", "com", "org", "net", "gov", "edu", "ac", "go", "or", "gob", "gouv", "gov", "mil"))
_COMMON_WORD = re.compile(r"(?<![\w.@/-])[^\W\d_]+(?![\w@/]|\.\w)")
_CYRILLIC = re.compile(r"[а-яёіїєґα-ω]+", re.IGNORECASE)
_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff]")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CODES = list_currencies()
"""An invented "USD" would be no name."""
MOST_DRAWS = 20


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand in lower case, or in a script without case, in two texts or more.

    >>> sorted(common_words(["a bank in Rome", "the bank", "Bank of Rome"]) - _KINDS), "bank" in _KINDS
    ([], True)
    >>> {"vault", "rome"} & common_words(["a vault in Rome", "the vault", "Vault of Rome"])
    {'vault'}
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({each for each in _COMMON_WORD.findall(text) if each == each.lower()})
    return frozenset(word for word, count in counts.items() if count > 1) | _KINDS


def _plain(text: str) -> set[str]:
    """Return the words that a text itself uses in lower case, where that tells anything."""
    return {each for each in _COMMON_WORD.findall(text) if each.islower()}


def rename(
    example: Example, rng: random.Random, common: Collection[str], places: Collection[str] = ()
) -> tuple[Example, dict[str, str]]:
    """Return the text under other names, and old name → new name. `places`: words that must stay, in lower case.

    >>> post = Example("1", "en", "Zarnovo Bank", "Leak of ZARNOVO (zarnovo.example)",
    ...                {"victim": "Zarnovo Bank", "domain": "zarnovo.example"})
    >>> after, names = rename(post, random.Random(5), {"bank", "leak", "of"})
    >>> after.title == after.gold["victim"], after.title.endswith(" Bank"), "arnovo" in after.body
    (True, True, False)
    >>> after.gold["domain"] in after.body, after.gold["domain"].endswith(".example")
    (True, True)
    """
    names = [name for field in FIELDS for name in _options(example.gold.get(field))]
    providers = _options(example.gold.get("provider"))
    common = {*common, *_plain(example.text)}
    fixed = {each.lower() for name in providers for each in _WORD.findall(name)} | {*places}
    draft = _Names(Cipher(rng), common, fixed)
    new: dict[str, str] = {}
    for _ in range(MOST_DRAWS):
        draft = _Names(Cipher(rng), common, fixed)
        new = {name: changed_to for name in names if (changed_to := draft.whole(name)) != name}
        if not any(
            each.lower() in common or each.upper() in _CODES for name in new for each in draft.invented(name)
        ):  # no word by chance
            break
    if not new:
        return example, {}
    replace = _replacer(new, draft)
    gold = {key: _relabelled(value, new) if key in FIELDS else value for key, value in example.gold.items()}
    return changed(example, title=replace(example.title), body=replace(example.body), gold=gold), new


class _Names:
    """What becomes of names and of their words, in one text."""

    def __init__(self, cipher: Cipher, common: Collection[str], fixed: Collection[str]) -> None:
        self._cipher = cipher
        self._common = common
        self._fixed = fixed

    def whole(self, name: str) -> str:
        """Return what a name becomes: itself, when it is a mere description."""
        if _HOST.fullmatch(name):
            return self._host(name)
        return _WORD.sub(lambda found: self._word(found[0]) if found[0] in self.own(name) else found[0], name)

    def own(self, name: str) -> list[str]:
        """Return the words of a name that are the name: one that is made of two common words is named by them."""
        free = [each for each in _WORD.findall(name) if not self._stays(each)]
        telling = [each for each in free if each.lower() not in self._common]
        return telling or (free if len(_WORD.findall(name)) < 3 else [])

    def invented(self, name: str) -> list[str]:
        """Return the new words of a name."""
        return [self._word(each) for each in self.own(name)]

    def telling(self, name: str) -> dict[str, str]:
        """Return the words that name it even alone, with their stems' new forms."""
        alone = [each for each in self.own(name) if len(each) > 3 and each.lower() not in self._common]
        return {stem(each): self._cipher.word(stem(each)) for each in alone if not _UNSPACED.search(each)}

    def _stays(self, word: str) -> bool:
        low = word.lower()
        if low in _KINDS or low in self._fixed:
            return True
        derived = word[1:] in (word[1:].lower(), word[1:].upper())  # "Algerian", not "AlgeriaDan"
        long = [each for each in self._fixed if len(each) > 3]
        return derived and any(low.startswith(each) and len(low) - len(each) < 4 for each in long)

    def _word(self, word: str) -> str:
        if _UNSPACED.search(word):
            return "".join(
                each if _HAN_KINDS.fullmatch(each) else self._cipher.word(each) for each in _HAN_KINDS.split(word)
            )
        if _CASELESS.search(word) and word.startswith(("ال", "لل")):
            return word[:2] + self._cipher.word(word[2:])
        kept = stem(word)
        return self._cipher.word(kept) + word[len(kept) :]

    def _host(self, host: str) -> str:
        labels = host.split(".")
        suffix = 2 if len(labels) > 2 and labels[-2].lower() in _SECOND else 1
        mine = [each if each.lower() in self._fixed else self._cipher.word(each) for each in labels[:-suffix]]
        return ".".join([*mine, *labels[-suffix:]])


def stem(word: str) -> str:
    """Return what of a word stays when it is inflected: Cyrillic and Greek names change their ends.

    >>> stem("Северополь"), stem("Zarnovo")
    ('Североп', 'Zarnovo')
    """
    if not _CYRILLIC.fullmatch(word):
        return word
    return word[: -min(3, max(0, len(word) - 4))] if len(word) > 4 else word


def _replacer(names: dict[str, str], draft: _Names) -> Callable[[str], str]:
    """Return what replaces names in a text: whole names first, then their words, in any case."""
    words = {old: new for name in names for old, new in draft.telling(name).items()}
    table = {**{old.lower(): new for old, new in words.items()}, **{old.lower(): new for old, new in names.items()}}
    whole = "|".join(_bounded(each) for each in sorted(names, key=len, reverse=True))
    alone = "|".join(
        rf"(?<![^\W\d_]){re.escape(each)}(?=[^\W\d_]{{0,4}}(?![^\W\d_]))"
        for each in sorted(words, key=len, reverse=True)
    )
    pattern = re.compile("|".join(filter(None, (whole, alone))), re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: _cased(table[found[0].lower()], found[0]), text)


def _bounded(name: str) -> str:
    escaped = re.escape(name)
    return escaped if _UNSPACED.search(name) else rf"(?<![^\W_]){escaped}(?![^\W_])"


def _cased(new: str, like: str) -> str:
    """Write letter for letter in the case of another word of the same length."""
    if len(new) != len(like):
        return new
    return "".join(
        each.upper() if old.isupper() else each.lower() if old.islower() else each
        for each, old in zip(new, like, strict=True)
    )


def _options(value: Any) -> Sequence[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if each]


def _relabelled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [names.get(each, each) for each in value]
    return names.get(value, value)
