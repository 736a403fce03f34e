"""Why TLS with the cluster failed, as far as the operator can act on it: never the certificate's own words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from elastic_transport import TlsError

AUTHORITY = (
    "the cluster's certificate is not of an authority that we trust: set elasticsearch.ca_certs in stallwatch.yml"
)
PLAIN = "what answers at the address speaks no TLS: check host and port of STALLWATCH_ELASTICSEARCH_URL"

_NAME = (
    "the cluster's certificate is for another name than STALLWATCH_ELASTICSEARCH_URL has: write the name that the "
    "certificate is for"
)
_BY_CODE = {
    9: "the cluster's certificate is not valid yet: look at this machine's clock",
    10: "the cluster's certificate has expired, or this machine's clock is wrong: renew it",
    62: _NAME,
    64: _NAME,
}
"""By OpenSSL's X509_V_ERR_… (https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/)."""
_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}


def distrust(error: TlsError) -> str | None:
    """Say what is wrong with whoever answers, until somebody acts; `None`: TLS was only disturbed, as by a cut."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _BY_CODE.get(cause.verify_code, AUTHORITY)
        if isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS:
            return PLAIN
    return None


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """Give an error and those that it stands for: each library wraps the one beneath."""
    yield error
    if depth < 6:
        for each in (error.__cause__, *error.args):
            if isinstance(each, BaseException):
                yield from _causes(each, depth + 1)
