"""Scrapy's settings: text only, through Tor only, unremarkable, and silent about what it reads.

What differs from run to run (SOCKS port, user agent) is added by `process_settings`, what differs from site to site
(scope, delay, concurrency) by `own_settings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapy.settings import Settings

from config.schema import Site
from crawler.tor.scope import Scope

BOT_NAME = "stallwatch"
SPIDER_MODULES: list[str] = []

# --- one way out ---
_TOR = "crawler.tor.handler.TorDownloadHandler"
DOWNLOAD_HANDLERS = {"http": _TOR, "https": _TOR, "ftp": None, "s3": None, "file": None, "data": None}
HTTPPROXY_ENABLED = False
DNSCACHE_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default is not to
# Two doors that Scrapy opens by default: both run code for whoever reaches them. Nothing of ours listens.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
ADDONS: dict[str, int] = {}

# --- text only, bounded ---
DOWNLOAD_MAXSIZE = 2_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 90  # first page on a fresh circuit: up to 3.4 s measured, far more on a bad day
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
CONCURRENT_ITEMS = 8  # Scrapy starts this many tasks for every response
CONCURRENT_REQUESTS = 64
# Scrapy's default is the last in, first out: a board without end would keep all others waiting.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# --- unremarkable ---
REFERRER_POLICY = "no-referrer"
COOKIES_ENABLED = True
COOKIES_DEBUG = False
DOWNLOAD_DELAY_JITTER = 0.5
DEFAULT_REQUEST_HEADERS = {
    # As Tor Browser sends them for a page (about:config of Tor Browser 15, Firefox ESR 140).
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Sec-GPC": "1",
    "Upgrade-Insecure-Requests": "1",
    "Priority": "u=0, i",
}

# --- the way of the data; a spider's output passes from the highest number to the lowest ---
SPIDER_MIDDLEWARES = {
    "crawler.reader.ReaderMiddleware": 900,  # nearest to the spider: nothing behind these two holds raw text
    "crawler.frontier_middleware.FrontierMiddleware": 800,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # engines judge 403 and 503 by what the page says
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.fail_over.FailOverMiddleware": 540,  # outside of Scrapy's retries, which stand at 550
    "crawler.retry_after.RetryAfterMiddleware": 560,  # within them: what a site asks for goes before them
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.tor.compression.CompressionMiddleware": 590,  # Scrapy's own number for it
    # Nearest to the network but one: sees what redirects, retries and robots made of a request.
    "crawler.tor.guard.GuardMiddleware": 950,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # would fetch a list of domains by itself
    "crawler.tor.cookies.CookiesMiddleware": 700,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard's scope is stricter
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
ITEM_PIPELINES = {"crawler.store.StorePipeline": 100}
EXTENSIONS = {
    "crawler.budget.Budget": 0,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
}

# --- silence ---
LOG_FORMATTER = "crawler.scrapy_log.QuietLogFormatter"
LOG_LEVEL = "INFO"
LOG_INSTALL_ROOT_HANDLER = False  # crawler.log has set up the only handler
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
LOG_VERSIONS: list[str] = []


def site_settings(site: Site) -> dict[str, Any]:
    """Return what differs for one site: its pace and its robots policy."""
    return {
        "DOWNLOAD_DELAY": site.delay,
        # What the downloader has taken it brings to an end, at the site's pace, however a visit is told to end.
        "CONCURRENT_REQUESTS": 2 * site.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": site.concurrency,
        "ROBOTSTXT_OBEY": site.robots == "obey",
    }


def process_settings(socks: str, user_agent: str) -> Settings:
    """Return Scrapy's settings for a process. `socks`: tor's, as "host:port"."""
    found = Settings()
    found.setmodule(__name__)
    found.setdict({"TOR_SOCKS": socks, "USER_AGENT": user_agent})
    return found


def own_settings(common: Settings, name: str, scope: Scope, differing: Mapping[str, Any]) -> Settings:
    """Return those of one site in it. `name`: its id; `differing`: as `site_settings`."""
    own = common.copy()
    # Only its own scope: a host that two sites share must not make the guard guess whose it is.
    own.setdict({**differing, "TOR_SITES": {name: scope}}, priority="cmdline")
    return own
