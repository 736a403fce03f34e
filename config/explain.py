"""What is wrong with an operator's file, in words: the key's path and what is allowed there; never a value."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError


def explain(model: type[BaseModel], error: ValidationError) -> Iterator[str]:
    """Give one line a mistake."""
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        path = ".".join(str(step) for step in one["loc"])
        if one["type"] == "extra_forbidden":
            yield f"{path}: unknown key; {_allowed(model, one['loc'])}"
        else:
            yield f"{path}: {one['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _allowed(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    keys = _keys_at(model, location[:-1])
    near = difflib.get_close_matches(str(location[-1]), keys, n=1)
    return f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(sorted(keys))}"


def _keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """List the keys of the model that a location leads to, following field annotations."""
    for step in location:
        if isinstance(step, int):
            continue
        field = next((f for name, f in model.model_fields.items() if step in (name, f.alias)), None)
        inner = next(_models_in(field.annotation), None) if field else None
        if inner is None:
            break
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
