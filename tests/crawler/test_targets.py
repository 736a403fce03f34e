"""The crawl process learns which targets there are, and none of their secrets."""

from pathlib import Path

from config.environment import Environment
from config.load import Config
from config.schema import Rule, Settings
from crawler.targets import VARIABLE, orphans, targets, without_access, without_secrets
from tests.crawler.walled import stage

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


def test_each_channel_that_nothing_is_sent_through_is_named_with_who_names_it() -> None:
    named = config("soc", "fraud", "soc")
    known = Settings(operator_channel="ops")
    named = Config(named.folder, known, (), named.rules)
    said = orphans(named, frozenset({"elasticsearch", "slack:fraud"}))
    assert [line.partition(", but ")[0] for line in said] == [
        "slack ops: named by operator_channel",
        "slack soc: named by r0, r2",
    ]
    assert "STALLWATCH_SLACK_SOC_WEBHOOK is not set" in said[1]
    assert orphans(named, frozenset({"slack:fraud", "slack:ops", "slack:soc"})) == []
    assert orphans(named, frozenset({"slack"})) == []
    silent = Rule.model_validate({"id": "kept", "title": "R", "when": {}, "then": "index", "channel": "later"})
    assert orphans(Config(Path(), Settings(), (), (silent,)), frozenset()) == []


ALERTING = "[{id: all, title: Everything, then: alert, channel: soc, when: {is_claim: null, max_age: 9999d}}]"


def test_a_crawl_without_a_webhook_says_so_and_counts_no_alert_that_nobody_gets(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        (found.folder / "rules").mkdir()
        (found.folder / "rules" / "all.yml").write_text(ALERTING)
        done = found.crawl("--quiet", code=0, STALLWATCH_TARGETS="slack:ops,slack:sco")
        assert "slack soc: named by all, but STALLWATCH_SLACK_SOC_WEBHOOK is not set" in done[""]
        assert "slack ops" not in done[""]
        assert done["harbour"]["alerts"] == 0
        assert found.rows("SELECT count(*) > 0 FROM alerts") == [(1,)]  # raised all the same, and only once
    with stage(tmp_path / "other", {"harbour": "mybb"}) as found:
        (found.folder / "rules").mkdir()
        (found.folder / "rules" / "all.yml").write_text(ALERTING)
        done = found.crawl("--quiet", code=0, STALLWATCH_TARGETS="slack:ops,slack:soc")
        assert "slack soc" not in done[""]
        assert done["harbour"]["alerts"] == found.rows("SELECT count(*) FROM alerts")[0][0] > 0


def test_no_targets_are_told_as_well() -> None:
    assert targets(config("soc"), Environment(without_secrets({}, frozenset()))) == set()
