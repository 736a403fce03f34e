"""Scrapy does what we say and nothing besides: a new default of Scrapy's shows here before it runs anywhere."""

from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list

from crawler import settings as ours
from tests.crawler.tor.attacks import ONION, Server, path_of
from tests.crawler.tor.crawl import Crawl, run_crawl
from tests.crawler.tor.fake_socks import Relay, serving
from tests.crawler.tor.trickster import PROXIES


def effective() -> Settings:
    settings = Settings()
    settings.setmodule(ours)
    return settings


def components(name: str) -> list[str]:
    return [str(each) for each in build_component_list(effective().getwithbase(name))]


def test_extensions_are_ours_and_two_that_only_count() -> None:
    assert sorted(components("EXTENSIONS")) == [
        "crawler.budget.Budget",
        "scrapy.extensions.corestats.CoreStats",
        "scrapy.extensions.logcount.LogCount",
    ]


def test_nothing_listens() -> None:
    settings = effective()
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")


def test_only_http_and_https_are_downloaded_and_only_through_tor() -> None:
    handlers = effective().getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme: handler for scheme, handler in handlers.items() if handler} == {
        "http": "crawler.tor.handler.TorDownloadHandler",
        "https": "crawler.tor.handler.TorDownloadHandler",
    }


def test_the_reader_stands_nearest_to_the_spider() -> None:
    order = components("SPIDER_MIDDLEWARES")
    assert order[-2:] == ["crawler.frontier_middleware.FrontierMiddleware", "crawler.reader.ReaderMiddleware"]


def test_the_guard_sees_what_redirects_and_retries_make() -> None:
    order = components("DOWNLOADER_MIDDLEWARES")
    guard = order.index("crawler.tor.guard.GuardMiddleware")
    for name in ("redirect.RedirectMiddleware", "retry.RetryMiddleware", "robotstxt.RobotsTxtMiddleware"):
        assert order.index(f"scrapy.downloadermiddlewares.{name}") < guard


@pytest.mark.parametrize("setting", ["HTTPPROXY_ENABLED", "METAREFRESH_ENABLED", "DNSCACHE_ENABLED"])
def test_no_proxy_of_the_environment_is_taken_no_refresh_followed_and_no_name_kept(setting: str) -> None:
    assert not effective().getbool(setting)


def crawled(folder: Path, name: str) -> tuple[Crawl, list[str]]:
    """Ask for one of the attacks, with proxies in the environment; give what came, and what the server was asked for."""
    server, kept = Server(), {each: getattr(ours, each) for each in ("HTTPPROXY_ENABLED", "METAREFRESH_ENABLED")}
    with serving(server) as port, serving(Relay({ONION: port})) as socks:
        site, wanted = {"forum": ([ONION], "onion")}, [("forum", f"http://{ONION}{path_of(name)}")]
        return run_crawl(folder, f"127.0.0.1:{socks}", site, wanted, settings=kept, env=PROXIES), server.asked


def test_requests_take_no_proxy_of_the_environment(tmp_path: Path) -> None:
    came, _ = crawled(tmp_path, "identity")
    assert [(each["outcome"], each["proxy"]) for each in came.results] == [("Response", None)]


def test_a_pages_refresh_is_not_followed(tmp_path: Path) -> None:
    came, asked = crawled(tmp_path, "refresh")
    assert asked == ["/refresh"]
    assert came.outcome() == "Response"


def test_what_a_page_may_cost_is_bounded() -> None:
    settings = effective()
    assert settings.getint("DOWNLOAD_MAXSIZE") == 2_000_000
    assert 30 <= settings.getint("DOWNLOAD_TIMEOUT") <= 120
    assert 0 < settings.getint("REDIRECT_MAX_TIMES") <= 10
    assert 0 <= settings.getint("RETRY_TIMES") <= 3
    assert not settings.getbool("METAREFRESH_ENABLED")
    order = components("DOWNLOADER_MIDDLEWARES")
    assert [each for each in order if "ompression" in each] == ["crawler.tor.compression.CompressionMiddleware"]
    assert [each for each in order if "ookies" in each] == ["crawler.tor.cookies.CookiesMiddleware"]
