"""A study assistant for deep-learning interviews: it answers from a guide, cited, or says that the guide doesn't say.

import assistant

a = assistant.open()
a.search("vanishing gradients").hits[0].entry.question
print(a.ask("what is dropout").text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.core.ports import Progress
    from assistant.wiring import Assistant

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(progress: Progress | None = None, *, model: str | None = None) -> Assistant:
    """The assistant, with this machine's settings; `progress` is told about long work, such as the first build.

    `model` is a language model (`openai:gpt-5-mini`, `local:PATH.gguf`, or `none` to quote the guide) instead of the
    settings'. It costs nothing yet: index, encoder and model are loaded by the first question. SettingsError: a
    setting is wrong.
    """
    from assistant.wiring import open_assistant

    return open_assistant(progress, model)
