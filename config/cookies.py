"""A browser's session: cookies as Netscape's cookies.txt or as JSON, the two forms that browsers' exports come in."""

from __future__ import annotations

import json

from config.errors import ConfigError


def read_cookies(text: str, name: str) -> dict[str, str]:
    """Return names and values; whose host they were for does not matter, they are sent to their site only.

    Raises `ConfigError`, which names the variable and never shows a value.

    >>> read_cookies('[{"name": "sid", "value": "1"}]', "X")
    {'sid': '1'}
    """
    found = _json(text) if text.lstrip().startswith(("[", "{")) else _netscape(text)
    if not found:
        raise ConfigError(
            f"{name}: no cookies in the file: expected cookies.txt (Netscape) or a JSON export of a browser"
        )
    return found


def _json(text: str) -> dict[str, str]:
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    entries = data.get("cookies", []) if isinstance(data, dict) else data
    return {
        str(each["name"]): str(each["value"])
        for each in entries
        if isinstance(each, dict) and "name" in each and "value" in each
    }


def _netscape(text: str) -> dict[str, str]:
    """Seven fields by tabs: domain, subdomains, path, secure, expiry, name, value; "#HttpOnly_" is no comment."""
    lines = (line.removeprefix("#HttpOnly_").split("\t") for line in text.splitlines())
    return {fields[5]: fields[6] for fields in lines if len(fields) == 7 and not fields[0].startswith("#")}
