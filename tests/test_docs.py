"""What the documents show works as they show it: YAML fits the types, commands exist, tables name every key."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from config.schema import Rates, RateSource, Rule, Settings, Site, When
from crawler.exits import Exit
from pipelines.reading.lexicons import languages, lexicon
from pipelines.reading.vocabulary import CUES, HIDES
from spiders.engines import ENGINES
from spiders.feed import Feed
from spiders.leaksite import LeakSite
from spiders.listing import SiteState
from spiders.market import Market
from tests.guards import tables
from tests.guards.guard import guards
from tests.onions import invented

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(kind: str) -> list[tuple[str, str]]:
    """Every fenced block of a kind, with its document's name."""
    found = []
    for document in DOCUMENTS:
        for indent, body in re.findall(
            rf"^( *)```{kind}\n(.*?)^ *```", document.read_text(), flags=re.MULTILINE | re.DOTALL
        ):
            lines = [line.removeprefix(indent) for line in body.splitlines()]
            found.append((document.name, "\n".join(lines)))
    return found


@pytest.mark.parametrize(("document", "text"), blocks("yaml"))
def test_yaml_fits(document: str, text: str) -> None:
    data = YAML(typ="safe", pure=True).load(
        text.replace("http://<56 characters>.onion", f"http://{invented(document)}")
    )
    if isinstance(data, list):
        assert [Rule.model_validate(each) for each in data]
    elif "engine" not in data:
        assert Settings.model_validate(data) != Settings()
    else:
        site = Site.model_validate(data)
        assert ENGINES[site.engine](site).site is site


def commands() -> list[str]:
    lines = [line.strip() for _, text in blocks("sh") for line in text.splitlines()]
    lines += [line for _, text in blocks("ini") for line in text.splitlines() if "bin/stallwatch " in line]
    calls = [
        re.split(r"\s#|\|", line.partition("stallwatch ")[2])[0].strip() for line in lines if "stallwatch " in line
    ]
    return sorted(set(calls))


def test_the_readme_shows_commands() -> None:
    assert len(commands()) >= 8


@pytest.mark.parametrize("command", commands())
def test_commands_and_their_options_exist(command: str) -> None:
    words = [word for word in shlex.split(command) if word != "-"]
    if words[0] == "--config":
        words = words[2:]
    names = [word for word in words if re.fullmatch(r"[a-z]+", word)][:2]
    names = names if names[0] in ("rules", "elasticsearch", "sites", "hold", "quarantine") else names[:1]
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", *names, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    for option in (word for word in words if word.startswith("--")):
        assert option in done.stdout


def test_the_extract_line_of_the_readme_gives_a_claim() -> None:
    (line,) = re.findall(r"echo '(\{.*?\})' \| \.venv/bin/stallwatch extract -", (ROOT / "README.md").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", "extract", "-"],
        input=line,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    claim = json.loads(done.stdout)
    assert claim["records"] == 2_300_000
    assert claim["price"]["amount"] == 500
    assert claim["domain"] == "acme.example"


def named(document: str) -> set[str]:
    """The words that a document sets as code in the first column of its tables."""
    rows = re.findall(r"^\| (.*?) \|", (ROOT / "docs" / document).read_text(), flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([\w.\[\]]+)`", row)}


def test_docs_name_every_key_of_a_site() -> None:
    assert {field.alias or name for name, field in Site.model_fields.items()} <= named("sites.md")


def test_docs_name_every_selector_of_a_market() -> None:
    assert set(Market.selectors_known) <= named("sites.md")


def test_docs_name_every_selector_of_a_leak_site() -> None:
    shown = named("sites.md")
    assert set(Feed.selectors_known) <= shown
    assert [key for key in LeakSite.selectors_known if not {key, key.removeprefix("item_")} & shown] == []


def test_docs_name_every_key_of_rates() -> None:
    assert {*Rates.model_fields, *RateSource.model_fields} <= named("operating.md")


def test_docs_name_every_state() -> None:
    assert {state.value for state in SiteState} <= named("sites.md")


def test_docs_name_every_condition_of_a_rule() -> None:
    assert {field.alias or name for name, field in When.model_fields.items()} <= named("rules.md")


def test_the_readme_names_every_exit_code() -> None:
    codes = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    assert sorted(map(int, codes)) == sorted(code.value for code in Exit)


VALUES = {
    "claims": {"data_types", "cause", "provider", "weak", "joint"},
    "masking": {"ids"},
    "places": {"country", "capital", "exact", "ambiguous", "ids", "demonym"},
    "quantities": {
        "magnitude", "weak_magnitude", "money_magnitude", "infix", "implied", "alone", "number", "size", "currency",
        "subunit", "tenth", "thousands", "about", "after", "counter", "duration", "month", "none", "paid_in", "percent",
        "stop",
    },
}  # fmt: skip
"""Tables of lexicons whose keys are values, such as ISO codes, powers of ten and kinds of data, or free."""
FILES = ("language", "quantities", "claims", "places", "masking", "sold", "quoted")


def test_lexicons_have_no_other_files() -> None:
    lexicons = ROOT / "pipelines" / "reading" / "lexicons"
    assert {file.stem for file in lexicons.glob("*/*.toml")} == set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_docs_name_every_table_and_key_of_the_lexicons_and_no_other(file: str) -> None:
    assert explained(file) == used(file)


def used(file: str) -> set[str]:
    """The tables and keys of all languages' files of a name; a table's keys behind it: "[victim] org"."""
    found = set()
    for language in languages():
        for name, value in lexicon(language, file).items():
            table = name.removesuffix("_own")
            found.add(f"[{table}]" if isinstance(value, dict) else name)
            if isinstance(value, dict) and table not in VALUES.get(file, ()):
                found |= {f"[{table}] {key.removeprefix(HIDES) if table in CUES else key}" for key in value}
    return found


def explained(file: str) -> set[str]:
    """What languages.md sets as code under a file's heading, likewise: in headings, and first in the rows of tables."""
    text = (ROOT / "docs" / "languages.md").read_text()
    (section,) = re.findall(rf"^### `{file}\.toml`\n(.*?)(?=^##? |^### |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    found = set()
    table = ""
    for line in section.splitlines():
        if heading := re.match(r"#### `(\[\w+\])`", line):
            table = f"{heading[1]} "
            found.add(heading[1])
        elif row := re.match(r"\| (.*?) \|", line):
            found |= {f"{table}{key}" for key in re.findall(r"`(\w+|\[\w+\])`", row[1])}
    return found


def test_security_has_a_line_for_every_guard_as_it_is_now() -> None:
    text = tables.DOCUMENT.read_text(encoding="utf-8")
    assert tables.written(text) == text, "run `make guards`, which is `python -m tests.guards.tables`"


def test_every_promise_has_a_table() -> None:
    assert sorted(tables.PROMISES) == sorted(file.stem for file in (ROOT / "tests" / "guards").glob("*.toml"))
    assert re.findall(r"^<!-- guards: (\w+) -->$", tables.DOCUMENT.read_text(), re.MULTILINE) == [*tables.PROMISES]


def test_every_test_that_a_guard_names_is_there() -> None:
    named = {test for promise in tables.PROMISES for guard in guards(promise) for test in guard.tests}
    assert [lost for test in sorted(named) if (lost := tables.undefined(test))] == []


@pytest.mark.parametrize(
    ("node", "lost"),
    [
        ("tests/test_docs.py::test_yaml_fits[a::b-(c)]", None),
        ("tests/test_docs.py::test_no_such_thing", "tests/test_docs.py defines no such test"),
        ("tests/test_docs.py", "tests/test_docs.py defines no such test"),
        ("tests/test_gone.py::test_yaml_fits", "no file tests/test_gone.py"),
    ],
)
def test_a_test_that_is_not_there_is_told(node: str, lost: str | None) -> None:
    assert tables.undefined(node) == (lost and f"{node}: {lost}")


def test_a_guard_that_comes_goes_or_changes_is_told() -> None:
    table = "<!-- guards: tor -->\n| old | | |\n<!-- end -->\n"
    now = tables.written(f"before\n{table}after\n")
    assert (now[:7], now[-6:]) == ("before\n", "after\n")
    assert "| old |" not in now
    assert now.count("\n| ") == 1 + len(guards("tor"))


def test_every_source_of_the_rules_of_engagement_is_cited_and_every_citation_has_one() -> None:
    text, _, sources = (ROOT / "docs" / "rules-of-engagement.md").read_text().partition("\n## Sources\n")
    numbers = re.findall(r"^(\d+)\. .*", sources, flags=re.MULTILINE)
    assert numbers == [str(number + 1) for number in range(len(numbers))]
    assert set(re.findall(r"\[(\d+)\](?!\()", text)) == set(numbers)
    assert len(re.findall(r"<https://[^>\s]+>", sources)) >= len(numbers)


def anchors(document: Path) -> set[str]:
    """Headings of a document, as links within it name them."""
    headings = re.findall(r"^#+ (.*)", document.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target, heading in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", document.read_text()):
        there = document.parent / target if target else document
        assert there.exists(), target
        assert not heading or heading in anchors(there), f"{target}#{heading}"
