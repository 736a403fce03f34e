"""Errors named after who must act. Their messages say what, where and what to do, and never hold a secret."""


class StallwatchError(Exception):
    """The base of every error that an operator can act on."""


class ConfigError(StallwatchError):
    """The operator's files or environment are wrong; names the file, the key and what is allowed."""


class TorUnavailable(StallwatchError):  # noqa: N818 - named after the state the operator sees
    """No usable tor: missing, not bootstrapped, or gone. A state of the run, never of the sites."""


class TorBusy(TorUnavailable):
    """The tor of another run of this folder is at work: nothing is wrong, it is to be tried again later."""


class DeliveryRefused(StallwatchError):  # noqa: N818 - as above
    """A target that must not be sent to, such as a remote Elasticsearch without TLS and a login."""
