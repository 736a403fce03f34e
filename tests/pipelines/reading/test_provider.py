"""Third parties it leaked from."""

import pytest

from pipelines.reading import provider
from tests.pipelines.reading.posts import make_post


def _provider(text: str) -> str | None:
    found = [each for each in provider.find(make_post("", text)) if each.role == "headline"]
    return str(found[0].value) if found else None


SAID = [
    ("an open bucket, hosted at AWS", "aws"),
    ("exported out of Snowflake", "snowflake"),
    ("数据放在阿里云", "alibaba_cloud"),
    ("все лежало в Яндекс Облаке", "yandex_cloud"),
    ("through MOVEit Transfer, like everybody", "MOVEit"),
    ("Schuld ist der IT-Dienstleister (Papyrella), Kunden und Daten sind echt", "Papyrella"),
]


@pytest.mark.parametrize(("text", "name"), SAID)
def test_named(text, name):
    assert _provider(text) == name


def test_silence_and_other_peoples_breaches():
    assert _provider("posted on a forum, download from a file host") is None
    assert _provider("Bigger than the Snowflake thing of last year.") is None
