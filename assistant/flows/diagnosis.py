"""What could keep the assistant from working here, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.core.errors import AssistantError


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that was looked at."""

    name: str
    passed: bool
    finding: str
    remedy: str | None = None


def diagnose(checks: Sequence[tuple[str, Callable[[], str]]]) -> list[Check]:
    """Run (name, look) pairs: a look returns what it found, or raises an AssistantError with its remedy as the hint."""
    found = []
    for name, look in checks:
        try:
            found.append(Check(name, passed=True, finding=look()))
        except AssistantError as error:
            found.append(Check(name, passed=False, finding=str(error), remedy=error.hint))
    return found
