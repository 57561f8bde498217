"""A model's part in studying: welcome, but once it has failed it isn't asked again, so that nobody waits twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from assistant.core.errors import ModelError

if TYPE_CHECKING:
    from assistant.core.ports import ChatModel

Result = TypeVar("Result")


class Tutor:
    """A model, or none."""

    def __init__(self, open_model: Callable[[], ChatModel] | None = None) -> None:
        """None: there is no model."""
        self._open = open_model
        self.failure: str | None = None
        """Why the model was not asked, if it failed just now or before."""

    @property
    def name(self) -> str | None:
        """`provider:model`, while it is asked."""
        return self._open().name if self._open and self.failure is None else None

    def asked(self, ask: Callable[[ChatModel], Result]) -> Result | None:
        """What the model says; None: there is none, or it failed."""
        if self._open is None or self.failure is not None:
            return None
        try:
            return ask(self._open())
        except ModelError as error:
            self.failure = str(error)
            return None
