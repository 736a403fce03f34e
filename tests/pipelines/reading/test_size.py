import pytest

from pipelines.reading import size
from tests.pipelines.reading.scanning import scan


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.2 GB (734 MB zipped)", 5_200_000_000),
        ("612 MB zipped", 612_000_000),
        ("100 GB of data, 45 GB compressed", 100_000_000_000),
        ("7 GB of compressed files, more than 65 GB uncompressed", 65_000_000_000),
        ("640 GiB", 640 * 2**30),
        ("64G", 64_000_000_000),
        ("5G network", None),
        ("194.49 GB", 194_490_000_000),
        ("1.9TB. Part one (620 GB) is out", 1_900_000_000_000),
        ("stolen 3 GB, then another 20 GB", 23_000_000_000),
        ("VPS: 6 GB RAM, 80 GB NVMe", None),
        ("42 TB on a NAS", None),
        ("many TB of mail", None),
        ("объём базы 13,4 Гб, архивом 2,2 Гб", 13_400_000_000),
        ("база на 35 гигов", 35_000_000_000),
        ("les données: 18,3 Go décompressé", 18_300_000_000),
        ("总共 约 6 TB", 6_000_000_000_000),
        ("解压 21.3GB，压缩包 3.1GB", 21_300_000_000),
        ("حجم البيانات ١٩ جيجابايت", 19_000_000_000),
        ("logistics.5 gb data", 5_000_000_000),
    ],
)
def test_the_headline_volume(text, value):
    found = [each.value for each in size.find(scan(text)) if each.role == "headline"]
    assert found[:1] == ([] if value is None else [value])


def test_a_sum_shows_both_volumes_as_its_words():
    (total, *_) = size.find(scan("stolen 3 GB, then another 20 GB"))
    assert total.part.text[total.start : total.end] == "3 GB, then another 20 GB"
