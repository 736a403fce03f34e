"""Fetch a list of pages one after the other with `requests[socks]` and BeautifulSoup: what most small tools do."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import requests
from bs4 import BeautifulSoup


def main() -> None:
    """Fetch; print how many pages came and how many titles they have."""
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", type=Path, help="a JSON list")
    parser.add_argument("--socks", required=True, help="tor's SOCKS port")
    chosen = parser.parse_args()
    proxy = f"socks5h://{chosen.socks}"
    titles = []
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": proxy, "https": proxy}
        for url in json.loads(chosen.urls.read_text(encoding="utf-8")):
            soup = BeautifulSoup(session.get(url, timeout=90).text, "html.parser")
            [link.get("href") for link in soup.find_all("a")]
            titles.append(soup.title.get_text() if soup.title else "")
    sys.stdout.write(json.dumps({"pages": len(titles), "titles": len(set(titles))}))


if __name__ == "__main__":
    main()
