"""What the outbox is filled for, and how the crawl process learns of it without learning the secrets."""

from __future__ import annotations

from collections.abc import Mapping

from config.environment import Environment
from config.load import Config

VARIABLE = "STALLWATCH_TARGETS"
SECRET_PREFIXES = ("STALLWATCH_ELASTICSEARCH", "STALLWATCH_SLACK")
ACCESS_PREFIXES = ("STALLWATCH_COOKIES", "STALLWATCH_ONION_AUTH", "STALLWATCH_RATES", "STALLWATCH_CONTACT")


def targets(config: Config, environment: Environment) -> frozenset[str]:
    """Return `elasticsearch` and `slack:<channel>` for everything that is set up. Raises `ConfigError`."""
    told = environment.variables.get(VARIABLE)
    if told is not None:
        return frozenset(each for each in told.split(",") if each)
    found = {f"slack:{channel}" for channel in environment.slack_channels(config.channels)}
    return frozenset(found | ({"elasticsearch"} if environment.elasticsearch() else set()))


def without_access(variables: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for the deliver process, which visits no site: no sessions, no keys but its own."""
    return {name: value for name, value in variables.items() if not name.startswith(ACCESS_PREFIXES)}


def without_secrets(variables: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """Return an environment for the crawl process: the targets' names instead of their addresses and keys."""
    kept = {name: value for name, value in variables.items() if not name.startswith(SECRET_PREFIXES)}
    return {**kept, VARIABLE: ",".join(sorted(names))}
