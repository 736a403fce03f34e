"""Invented texts with labels, for the bench's own tests."""

from bench.gold import Example

SILENT = {
    "is_claim": True, "records": None, "size_bytes": None, "price": None, "countries": [], "victim": None,
    "domain": None, "data_types": [], "cause": None, "provider": None, "seller": None,
}  # fmt: skip


def example(body, lang="en", title="", key="x1", **gold):
    return Example(key, lang, title, body, {**SILENT, **gold})


ZARNOVO = example(
    "Selling the users of Zarnovo Credit Union (zarnovo.example), a bank in Italy. Total 1,204,551 users, 4.2 GB.\n"
    "Sample: 200 rows. ZARNOVO never answered. Price $4,500. Contact @gravel_otter",
    title="Zarnovo Credit Union, 1.2M users",
    records=1204551, size_bytes=4200000000, price={"amount": 4500, "currency": "USD"}, countries=["IT"],
    victim=["Zarnovo Credit Union", "Zarnovo"], domain="zarnovo.example", data_types=[], seller="gravel_otter",
)  # fmt: skip
