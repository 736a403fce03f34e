"""The crawl process learns which targets there are, and none of their secrets."""

from pathlib import Path

from config.environment import Environment
from config.load import Config
from config.schema import Rule, Settings
from crawler.targets import VARIABLE, targets, without_access, without_secrets

HOOK = "https://hooks.example/services/s3cr3t"


def config(*channels: str) -> Config:
    rules = tuple(
        Rule.model_validate({"id": f"r{number}", "title": "R", "when": {}, "then": "alert", "channel": channel})
        for number, channel in enumerate(channels)
    )
    return Config(Path(), Settings(), (), rules)


def test_only_what_is_set_and_named_by_a_rule_is_a_target() -> None:
    environment = Environment({"STALLWATCH_SLACK_SOC_WEBHOOK": HOOK, "STALLWATCH_SLACK_OLD_WEBHOOK": HOOK})
    assert targets(config("soc", "fraud"), environment) == {"slack:soc"}
    environment = Environment({"STALLWATCH_ELASTICSEARCH_URL": "http://127.0.0.1:9200"})
    assert targets(config("soc"), environment) == {"elasticsearch"}
    assert targets(config("soc"), Environment({})) == set()


def test_the_crawl_process_is_told_names_only() -> None:
    variables = {
        "PATH": "/bin",
        "STALLWATCH_ELASTICSEARCH_URL": "https://es.example",
        "STALLWATCH_ELASTICSEARCH_API_KEY_FILE": "/run/secrets/key",
        "STALLWATCH_SLACK_SOC_WEBHOOK": HOOK,
        "STALLWATCH_COOKIES_FORUM_FILE": "/etc/cookies",
    }
    assert set(without_access(variables)) == set(variables) - {"STALLWATCH_COOKIES_FORUM_FILE"}
    names = frozenset({"elasticsearch", "slack:soc"})
    handed = without_secrets(variables, names)
    assert set(handed) == {"PATH", "STALLWATCH_COOKIES_FORUM_FILE", VARIABLE}
    assert targets(config("soc"), Environment(handed)) == names


def test_no_targets_are_told_as_well() -> None:
    assert targets(config("soc"), Environment(without_secrets({}, frozenset()))) == set()
