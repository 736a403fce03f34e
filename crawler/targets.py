"""What the outbox is filled for, and how the crawl process learns of it without learning the secrets."""

from __future__ import annotations

from collections.abc import Mapping

from config.environment import Environment, variable
from config.load import Config
from pipelines.ledger.outbox import SLACK

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


def orphans(config: Config, names: frozenset[str]) -> list[str]:
    """Say of each channel that somebody is to be told through and that has no webhook: what is raised there is lost.

    `names`: as `targets` returns them.
    """
    found = []
    for channel in () if SLACK in names else sorted(config.channels):
        rules = [rule.id for rule in config.rules if rule.then == "alert" and rule.channel == channel]
        users = [*rules, *(["operator_channel"] if channel == config.settings.operator_channel else [])]
        if users and f"{SLACK}:{channel}" not in names:
            named = variable("SLACK", channel, "WEBHOOK")
            found.append(
                f"slack {channel}: named by {', '.join(users)}, but {named} is not set: what this run raises there is "
                "not sent, now or later"
            )
    return found


def without_access(variables: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for the deliver process, which visits no site: no sessions, no keys but its own."""
    return {name: value for name, value in variables.items() if not name.startswith(ACCESS_PREFIXES)}


def without_secrets(variables: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """Return an environment for the crawl process: the targets' names instead of their addresses and keys."""
    kept = {name: value for name, value in variables.items() if not name.startswith(SECRET_PREFIXES)}
    return {**kept, VARIABLE: ",".join(sorted(names))}
