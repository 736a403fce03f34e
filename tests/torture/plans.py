"""Which kill comes next: by seed, and for the stage that was hit least."""

from __future__ import annotations

import random
from collections import Counter

from tests.torture.gate import POINTS, STAGES, Plan

CRAWL, DELIVER, RUN = ("crawl",), ("deliver",), ("run",)

LINGER = {"commit": 0.06, "bulk": 0.3, "post": 0.3}
"""Seconds that a process lingers at most: after a statement, before a request is sent, before its answer is noted."""


def next_plan(chance: random.Random, hits: Counter[tuple[str, str]], waiting: Counter[str], run_share: float) -> Plan:
    """Choose. `hits`: kills so far by stage and point; `waiting`: what the outbox holds.

    `run_share`: how often both halves run where one would do.
    """
    if chance.random() < 0.1:
        return _at_any_time(chance)
    of: Counter[str] = Counter()
    for (stage, _), count in hits.items():
        of[stage] += count
    stage = min(STAGES, key=lambda each: (of[each], chance.random()))
    if stage == "commit" and waiting and chance.random() < 0.25:
        return Plan(DELIVER, "deliver", stage, "open", chance.randint(1, 4), chance.uniform(0, 0.08))
    if stage in ("crawl", "commit"):
        return _of_crawl(chance, stage, run_share)
    point = min(POINTS[stage], key=lambda each: (hits[stage, each], chance.random()))
    there = waiting["elasticsearch"] if stage == "bulk" else waiting.total() - waiting["elasticsearch"]
    command = DELIVER if there and chance.random() >= run_share else RUN
    return Plan(command, "deliver", stage, point, delay=chance.uniform(0, 0.08))


def _of_crawl(chance: random.Random, stage: str, run_share: float) -> Plan:
    command = RUN if chance.random() < run_share else CRAWL
    victim = "run" if command == RUN and chance.random() < 0.4 else "crawl"
    if stage == "commit":
        return Plan(command, victim, stage, "open", chance.randint(1, 16), chance.uniform(0, 0.08))
    point = chance.choice(POINTS[stage])
    return Plan(command, victim, stage, point, chance.randint(1, 8), chance.uniform(0, 0.1))


def _at_any_time(chance: random.Random) -> Plan:
    command, victim = chance.choice(((CRAWL, "crawl"), (RUN, "crawl"), (RUN, "deliver"), (RUN, "run")))
    return Plan(command, victim, "any", "any", delay=chance.uniform(0, 4))
