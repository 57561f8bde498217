"""Long work that nobody watches."""

from __future__ import annotations


class Silent:
    """A `Progress` that nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, count: int) -> None:
        """Say nothing."""

    def done(self) -> None:
        """Say nothing."""

    def notice(self, text: str) -> None:
        """Say nothing."""
