"""Slow work beside the screen.

Threads of our own, since Textual's thread workers are waited for when the application ends: a learner who leaves while
the index is being built, or while a model is silent, must not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from threading import enumerate as enumerate_threads
from time import monotonic
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


class _Keeping(Thread):
    """Keeps something that the learner has said."""


def in_background(owner: Widget | App[None], work: Callable[[], Message | None], *, keeps: bool = False) -> Thread:
    """Do the work in a thread of its own, and post what it returns to `owner`; an error is posted as `Failed`.

    What an owner that is gone would have been told is dropped, but for an error, which the application hears.
    Any other exception ends the application with its traceback: it is a fault of the program.
    `keeps`: the work keeps what the learner has said, so that leaving waits for it.
    """
    app = owner.app

    def run() -> None:
        try:
            message = work()
        except AssistantError as error:
            message = Failed(error)
        except Exception as error:
            _end(app, error)
            return
        if message is not None and not owner.post_message(message) and isinstance(message, Failed):
            app.post_message(message)

    thread = (_Keeping if keeps else Thread)(target=run, daemon=True)
    thread.start()
    return thread


def wait_for_what_is_kept(seconds: float) -> None:
    """Not longer than so many seconds: a model that grades an answer may be silent."""
    until = monotonic() + seconds
    for thread in enumerate_threads():
        if isinstance(thread, _Keeping):
            thread.join(max(0.0, until - monotonic()))


def _end(app: App[None], error: Exception) -> None:
    def fail() -> None:
        try:
            raise error
        except Exception:  # Textual draws the traceback of what is being handled
            app._handle_exception(error)

    if app.is_running:
        app.call_later(fail)
