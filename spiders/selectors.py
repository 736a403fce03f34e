"""Whether what an operator wrote is a selector, told in words before any page is read."""

from __future__ import annotations

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator

from config.errors import ConfigError


def check_css(css: str, where: str) -> None:
    """Hold a value to be a CSS selector. `where`: which site, and which key. Raises `ConfigError`.

    >>> check_css("a[[", "site quay: selectors: next")
    Traceback (most recent call last):
    ...
    config.errors.ConfigError: site quay: selectors: next is no CSS selector: expected such as 'td.subject > a::text'
    """
    try:
        HTMLTranslator().css_to_xpath(css)
    except (SelectorError, ValueError):
        raise ConfigError(f"{where} is no CSS selector: expected such as 'td.subject > a::text'") from None
