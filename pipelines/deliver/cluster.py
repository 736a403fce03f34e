"""The cluster before anything is sent: may it be sent to, how it is reached, and what it needs once."""

from __future__ import annotations

import ipaddress
import json
import ssl
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import TlsError, TransportError
from elasticsearch import ApiError
from elasticsearch import Elasticsearch as Client

from config.environment import ElasticTarget
from config.errors import ConfigError, DeliveryRefused
from config.schema import Elasticsearch
from pipelines.deliver.tls import distrust

HEADERS = {"user-agent": "stallwatch"}


def check_target(target: ElasticTarget) -> None:
    """Raise `DeliveryRefused` for a cluster that anybody on the way, or anybody at all, could read.

    Beyond loopback both TLS and a login are needed: an Elasticsearch left open is how such databases leak.
    """
    parts = urlsplit(target.url)
    if _is_loopback(parts.hostname or ""):
        return
    lacking = [] if parts.scheme == "https" else ["TLS (an https:// address)"]
    if not target.api_key and not (target.user and target.password):
        lacking.append("a login (STALLWATCH_ELASTICSEARCH_API_KEY, or …_USER and …_PASSWORD)")
    if lacking:
        raise DeliveryRefused(
            f"nothing is sent to an Elasticsearch on another machine without {' and '.join(lacking)}: "
            "what others can read there is what we watch for"
        )


def connect(target: ElasticTarget, settings: Elasticsearch) -> Client:
    """Return a client that verifies TLS, heeds no proxy of the environment and leaves retries to us.

    Contacts nobody yet. Raises `DeliveryRefused` as `check_target`, and `ConfigError` for an unusable `ca_certs`.
    """
    check_target(target)
    parts = urlsplit(target.url)
    tls: dict[str, Any] = {"ssl_context": _tls(settings)} if parts.scheme == "https" else {}
    return Client(
        [_with_port(target.url)],
        headers=HEADERS,
        request_timeout=settings.timeout.total_seconds(),
        max_retries=0,
        retry_on_timeout=False,
        retry_on_status=(),
        meta_header=False,
        **tls,
        **_login(target),
    )


def setup(client: Client, settings: Elasticsearch) -> Mapping[str, object]:
    """Install the index template and the index behind the alias; return the role that the writer needs.

    May be called again: an index that is there gets the fields it lacks. Needs an admin's login.
    Raises `DeliveryRefused` when the cluster cannot be reached or refuses.
    """
    alias = settings.index
    try:
        _install(client, alias, template(settings))
    except (ApiError, TransportError) as error:
        raise DeliveryRefused(f"elasticsearch setup: {_explained(error)}") from None
    return writer_role(settings)


def template(settings: Elasticsearch) -> Mapping[str, Any]:
    """Return the index template: settings and the mapping of every field that a document can have."""
    return _filled("template.json", settings.index)


def writer_role(settings: Elasticsearch) -> Mapping[str, object]:
    """Return the least that the writer needs: to index into its own alias, and nothing else."""
    return _filled("writer-role.json", settings.index)


def _install(client: Client, alias: str, wanted: Mapping[str, Any]) -> None:
    client.indices.put_index_template(name=alias, **wanted)
    if client.indices.exists_alias(name=alias):
        client.indices.put_mapping(index=alias, **wanted["template"]["mappings"])
        return
    if client.indices.exists(index=alias):
        raise DeliveryRefused(f"elasticsearch setup: {alias} is an index, not an alias: remove or rename it")
    first = f"{alias}-000001"
    if client.indices.exists(index=first):
        client.indices.put_alias(index=first, name=alias, is_write_index=True)
    else:
        client.indices.create(index=first, aliases={alias: {"is_write_index": True}})


def _explained(error: ApiError | TransportError) -> str:
    """Say what went wrong without the server's text, which may quote what was sent."""
    if isinstance(error, TlsError) and (why := distrust(error)):
        return why
    if isinstance(error, TransportError):
        return f"the cluster cannot be reached ({type(error).__name__})"
    if error.meta.status in (401, 403):
        return f"the cluster refuses the login (HTTP {error.meta.status}): it needs an admin's"
    return f"the cluster answers HTTP {error.meta.status} ({error.message[:100]})"


def _filled(name: str, alias: str) -> dict[str, Any]:
    text = resources.files("config").joinpath("elasticsearch", name).read_text(encoding="utf-8")
    filled: dict[str, Any] = json.loads(Template(text).substitute(alias=alias))
    return filled


def _login(target: ElasticTarget) -> dict[str, Any]:
    if target.api_key:
        return {"api_key": target.api_key}
    return {"basic_auth": (target.user, target.password)} if target.user and target.password else {}


def _tls(settings: Elasticsearch) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_certs)
    except OSError as error:
        raise ConfigError(
            f"stallwatch.yml: elasticsearch.ca_certs: cannot use {settings.ca_certs} ({type(error).__name__}): "
            "expected a PEM file with the certificate of the cluster's authority"
        ) from None


def _with_port(url: str) -> str:
    """Spell out the scheme's port, which the client does not assume."""
    parts = urlsplit(url)
    if parts.port is not None:
        return url
    return parts._replace(netloc=f"{parts.netloc.rstrip(':')}:{443 if parts.scheme == 'https' else 80}").geturl()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
