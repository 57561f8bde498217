"""Generators that tell what they do and return what they did."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

Result = TypeVar("Result")


def returned(steps: Generator[Any, None, Result]) -> Result:
    """What a generator returns, whatever it yields."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
