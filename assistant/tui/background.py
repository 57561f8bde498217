"""Slow work beside the screen.

Threads of our own, since Textual's thread workers are waited for when the application ends: a learner who leaves while
the index is being built, or while a model is silent, must not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from textual.message import Message

from assistant.core.errors import AssistantError

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget


class Failed(Message):
    """Something in the background went wrong."""

    def __init__(self, error: AssistantError) -> None:
        super().__init__()
        self.error = error


def in_background(owner: Widget | App[None], work: Callable[[], Message | None]) -> Thread:
    """Do the work in a thread of its own, and post what it returns to `owner`; an error is posted as `Failed`.

    Any other exception ends the application with its traceback: it is a fault of the program.
    """

    def run() -> None:
        try:
            message = work()
        except AssistantError as error:
            message = Failed(error)
        except Exception as error:
            _end(owner, error)
            return
        if message is not None:
            owner.post_message(message)

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread


def _end(owner: Widget | App[None], error: Exception) -> None:
    app = owner.app
    if app.is_running:
        app.call_from_thread(app._handle_exception, error)
