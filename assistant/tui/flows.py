"""What the application needs of the rest of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.core.ports import ConversationStore
    from assistant.flows.conversing import Conversing
    from assistant.flows.interviewing import Interviewing
    from assistant.flows.reporting import Report
    from assistant.flows.retrieval import Retrieval
    from assistant.flows.study import Study
    from assistant.settings import Settings


class Flows(Protocol):
    """The flows, each made when it is first asked for: that may take long, and belongs into the background."""

    @property
    def settings(self) -> Settings: ...

    @property
    def retrieval(self) -> Retrieval: ...

    @property
    def conversing(self) -> Conversing: ...

    @property
    def conversations(self) -> ConversationStore: ...

    @property
    def study(self) -> Study: ...

    @property
    def interviewing(self) -> Interviewing: ...

    def report(self, now: datetime) -> Report:
        """What the learner knows at `now`."""
        ...

    def with_model(self, name: str) -> Flows:
        """The same with another language model, or "none". SettingsError: that is no model's name."""
        ...

    def reopened(self) -> Flows:
        """The same over the index as it is now on disk."""
        ...
