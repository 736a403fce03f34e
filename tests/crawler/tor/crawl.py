"""Crawls, in a process of its own, what a test asks for; prints as JSON what came of each request.

Run by `run_crawl`. The settings are the bare ones of the guarded path, so that nothing else helps it.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

from crawler.tor import agents, content, guard
from crawler.tor.scope import Scope
from tests.services import tripwire

ROOT = Path(__file__).parents[3]
GUARDED = "crawler.tor.handler.TorDownloadHandler"
DIRECT = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


@dataclass(frozen=True)
class Crawl:
    """What came of a crawl."""

    results: list[dict[str, Any]]
    """One for each request, by its `name`, in the order of arrival."""
    stats: dict[str, Any]
    contacts: set[tuple[str, int]]
    """Where the process connected to."""
    lookups: set[str] = field(default_factory=set)
    """Names that it looked up by itself."""

    def outcome(self, name: str = "0") -> str:
        return next(result["outcome"] for result in self.results if result["name"] == name)

    def said(self, name: str = "0") -> str:
        return next(result["said"] for result in self.results if result["name"] == name)

    def refused(self) -> dict[str, int]:
        return {key.removeprefix("guard/refused/"): n for key, n in self.stats.items() if key.startswith("guard/")}


def run_crawl(
    folder: Path,
    socks: str,
    sites: dict[str, tuple[list[str], str]],
    requests: list[tuple[str, str]],
    *,
    without: tuple[str, ...] = (),
    settings: dict[str, Any] | None = None,
    env: dict[str, str] | None = None,
    renew_after: str | None = None,
) -> Crawl:
    """Crawl. `sites`: id -> (hosts, network). `requests`: (site id, url), asked one after the other.

    `without`: guards to take away, to see that the test would notice: "judge", "middleware", "content", "handler".
    `renew_after`: the request ("0", "1", ...) after which its site gets a new identity.
    """
    wire = folder / "wire"
    task = {
        "socks": socks, "sites": sites, "requests": requests, "without": without, "settings": settings or {},
        "renew_after": renew_after,
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.crawler.tor.crawl", json.dumps(task)]
    environment = tripwire.environment(wire) | (env or {})
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    said = json.loads(done.stdout)
    return Crawl(said["results"], said["stats"], tripwire.addresses(wire), tripwire.lookups(wire))


def main(task: dict[str, Any]) -> None:
    if "judge" in task["without"]:
        guard.judge = lambda _request, _scopes: None
    if "content" in task["without"]:
        content.is_page = lambda *_: True
    handler = DIRECT if "handler" in task["without"] else GUARDED
    results: list[dict[str, Any]] = []

    class One(Spider):
        name = "one"

        async def start(self):
            yield self.request(0)

        def request(self, number):
            site, url = task["requests"][number]
            meta = {"site": site} if site else {}
            return Request(
                url, self.came, meta=meta, errback=self.failed, cb_kwargs={"number": number}, dont_filter=True
            )

        def came(self, response, number):
            said = f"{response.status} {len(response.body)}"
            yield from self.note(number, "Response", said, response.url, response.meta.get("proxy"))

        def failed(self, failure):
            number = failure.request.cb_kwargs["number"]
            yield from self.note(number, failure.type.__name__, str(failure.value), failure.request.url)

        def note(self, number, outcome, said, url, proxy=None):
            results.append({"name": str(number), "outcome": outcome, "said": said, "url": url, "proxy": proxy})
            if task["renew_after"] == str(number):
                agents.new_identity(self.crawler, task["requests"][number][0])
            if number + 1 < len(task["requests"]):
                yield self.request(number + 1)

    process = CrawlerProcess(
        {
            "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
            "DOWNLOADER_MIDDLEWARES": {
                "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
                "crawler.tor.compression.CompressionMiddleware": 590,
                "crawler.tor.guard.GuardMiddleware": None if "middleware" in task["without"] else 950,
            },
            "TOR_SOCKS": task["socks"],
            "TOR_SITES": {site: Scope(frozenset(hosts), network) for site, (hosts, network) in task["sites"].items()},
            "HTTPPROXY_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_TIMEOUT": 60,
            "DOWNLOAD_DELAY": 0,
            "RETRY_TIMES": 0,
            "LOG_LEVEL": "WARNING",
            **task["settings"],
        }
    )
    crawler = process.create_crawler(One)
    process.crawl(crawler)
    process.start()
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, (int, str))}
    sys.stdout.write(json.dumps({"results": results, "stats": stats}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
