"""What rate sources answer, and settings that name them."""

import json
from datetime import UTC, datetime
from typing import Any

from config.schema import Rates

TICKER = json.dumps(
    {"result": {"XXBTZUSD": {"c": ["91234.50000", "0.1"]}, "XXMRZUSD": {"c": ["402.25", "3"]}}}
).encode()
COINS = {"BTC": "result.XXBTZUSD.c[0]", "XMR": "result.XXMRZUSD.c[0]"}


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def bank(day: str | None = None) -> bytes:
    """The bank's daily file, with two currencies."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>'
        f'<Cube time="{day or today()}"><Cube currency="USD" rate="1.2500"/><Cube currency="GBP" rate="0.8000"/></Cube>'
        "</Cube></gesmes:Envelope>"
    ).encode()


def rates(ecb: str | None = None, ticker: str | None = None, **more: Any) -> Rates:
    """Settings with one source of either kind, by address."""
    sources = [{"id": "ecb", "kind": "ecb", "url": ecb}] if ecb else []
    sources += [{"id": "ticker", "kind": "json", "url": ticker, "usd": COINS}] if ticker else []
    return Rates.model_validate({"sources": sources, **more})
