"""Can the cluster be read by whoever reaches it? The very hole of the model case, asked as a stranger would."""

from __future__ import annotations

from collections.abc import Iterator

import requests

from config.schema import Elasticsearch

QUESTIONS = {
    "/{index}/_search?size=0": "its documents",
    "/_cat/indices?format=json": "the list of its indices",
    "/_cluster/health": "its state",
    "/": "what it is",
}
"""What a cluster may be asked by path, worst first. An anonymous user may be allowed one of them and no other."""

TIMEOUT = 10.0
"""Seconds for one answer."""


class UnreachableError(Exception):
    """Nobody answers, or with a certificate that is not trusted."""


def readable_by_strangers(url: str, settings: Elasticsearch) -> list[str]:
    """Return what a cluster tells without a login, worst first; empty: it asks for one. Raises `UnreachableError`."""
    session = requests.Session()
    session.trust_env = False  # neither a proxy nor a login in ~/.netrc
    session.verify = settings.ca_certs or True
    with session:
        return list(_told(session, url.rstrip("/"), settings.index))


def _told(session: requests.Session, url: str, index: str) -> Iterator[str]:
    for path, what in QUESTIONS.items():
        try:
            answer = session.get(url + path.format(index=index), timeout=TIMEOUT, allow_redirects=False, stream=True)
        except requests.RequestException as error:
            raise UnreachableError(type(error).__name__) from None
        except OSError as error:  # requests does not wrap what it finds wrong with the file of the authority
            raise UnreachableError(f"elasticsearch.ca_certs cannot be used ({type(error).__name__})") from None
        answer.close()
        # A 404 says "no such index" to somebody who was let in.
        if answer.status_code in (requests.codes.ok, requests.codes.not_found):
            yield what
