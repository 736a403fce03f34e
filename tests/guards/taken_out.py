"""Replaces a guard of the product, in this process, as soon as the module that holds it has been imported.

Runs before anything else of the process (`tests/services/hook`), so it imports nothing of the product by itself.
"""

import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any


def take_out(guard: str) -> None:
    """Prepare it. `guard`: a row of `tests/guards/*.toml` as JSON, with `seen`, a file to note it in."""
    row = json.loads(guard)
    sys.meta_path.insert(0, AfterImport(row["at"].partition(":")[0], functools.partial(_replace, row)))


class AfterImport(importlib.abc.MetaPathFinder):
    """Finds one module as everybody else would, and does something once it has run."""

    def __init__(self, name: str, act: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._act = act
        self._asked = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name or self._asked:
            return None
        self._asked = True  # the others are asked by the next line, through this same method
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            self._act(module)

        spec.loader.exec_module = exec_module
        return spec


def _replace(guard: dict[str, str], module: ModuleType) -> None:
    *owners, name = guard["at"].partition(":")[2].split(".")
    holder = functools.reduce(getattr, owners, module)
    before = getattr(holder, name)  # a guard that has moved is an error here, and its row is not red but broken
    setattr(holder, name, _after(guard, before))
    with Path(guard["seen"]).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")


def _after(guard: dict[str, Any], before: object) -> object:
    if "is" in guard:
        return guard["is"]
    module, _, path = guard["becomes" if "becomes" in guard else "by"].partition(":")
    found = functools.reduce(getattr, path.split("."), importlib.import_module(module))
    return found if "becomes" in guard else found(before)
