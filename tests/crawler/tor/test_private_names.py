"""Each private name of Scrapy and Twisted that the guarded path stands on: these fail first when one moves."""

import inspect

import pytest
from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.settings import default_settings
from scrapy.utils import _download_handlers
from scrapy.utils.test import get_crawler
from twisted.internet.error import ConnectionRefusedError as RefusedError
from twisted.internet.error import TimeoutError as LateError
from twisted.web.client import HTTPConnectionPool

from crawler.tor.handler import _TorAgent


def test_scrapy_agent_takes_the_arguments_that_we_give() -> None:
    taken = inspect.signature(http11._ScrapyAgent.__init__).parameters
    assert {"contextFactory", "maxsize", "warnsize", "fail_on_dataloss", "crawler", "tls_verbose_logging"} <= set(taken)
    assert taken["pool"].default is None


def test_scrapy_agent_asks_get_agent_for_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that connects in `_ScrapyAgent` is what `_get_agent` returns, which is the one name that we override."""
    assert list(inspect.signature(http11._ScrapyAgent._get_agent).parameters) == ["self", "request", "timeout"]
    source = inspect.getsource(http11._ScrapyAgent.download_request)
    assert source.count("self._get_agent(") == 1
    assert source.count(".request(") == 1
    elsewhere = inspect.getsource(http11._ScrapyAgent).replace(inspect.getsource(http11._ScrapyAgent._get_agent), "")
    assert not [word for word in ("Endpoint", "connectTCP", "Agent(", "proxy") if word in elsewhere.split(":", 1)[1]]


def test_our_agent_answers_get_agent_with_ours_whatever_the_request_says() -> None:
    agent = _TorAgent(contextFactory=None, crawler=None)
    agent.tor_agent = ours = object()
    request = Request("http://forum.example/", meta={"proxy": "http://127.0.0.1:1", "bindaddress": "127.0.0.1"})
    assert agent._get_agent(request, 1) is ours


def test_lenient_factory_builds_protocols_for_a_pool() -> None:
    factory = http11._LenientHTTP11ClientFactory(lambda _: None, "")
    assert isinstance(factory.buildProtocol(None), http11._LenientHTTP11ClientProtocol)


def test_pool_makes_its_protocols_with_factory() -> None:
    assert "self._factory(" in inspect.getsource(HTTPConnectionPool._newConnection)


@pytest.mark.parametrize(
    ("error", "kind"), [(RefusedError(), DownloadConnectionRefusedError), (LateError(), DownloadTimeoutError)]
)
def test_wrap_twisted_exceptions(error: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind), _download_handlers.wrap_twisted_exceptions():
        raise error


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("_default_maxsize", "DOWNLOAD_MAXSIZE", 123),
        ("_default_warnsize", "DOWNLOAD_WARNSIZE", 45),
        ("_fail_on_dataloss", "DOWNLOAD_FAIL_ON_DATALOSS", False),
        ("_tls_verbose_logging", "DOWNLOADER_CLIENT_TLS_VERBOSE_LOGGING", True),
    ],
)
def test_base_handler_attributes_follow_their_settings(name: str, setting: str, value: object) -> None:
    handler = http11.BaseHttpDownloadHandler.__new__(http11.HTTP11DownloadHandler)
    http11.BaseHttpDownloadHandler.__init__(handler, get_crawler(settings_dict={setting: value}))
    assert getattr(handler, name) == value


@pytest.mark.parametrize("name", ["_contextFactory", "_crawler"])
def test_http11_handler_sets(name: str) -> None:
    assert f"self.{name}" in inspect.getsource(http11.HTTP11DownloadHandler.__init__)


def test_scrapy_tries_our_socks_errors_again_but_not_a_proxy_that_is_gone() -> None:
    assert "twisted.internet.error.ConnectError" in default_settings.RETRY_EXCEPTIONS
    assert not {"Exception", Exception} & set(default_settings.RETRY_EXCEPTIONS)
