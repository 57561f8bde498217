"""Where the widgets get their flows: ready to use, and over the index as it is now."""

from __future__ import annotations

from threading import Event, Lock
from typing import TYPE_CHECKING

from assistant.core.errors import AssistantError, SettingsError
from assistant.flows.clock import Clock, utc_now

if TYPE_CHECKING:
    from assistant.core.domain import IndexedEntry
    from assistant.core.ports import ConversationStore
    from assistant.tui.flows import Flows


class Desk:
    """The flows, once they are warm."""

    def __init__(self, flows: Flows, clock: Clock = utc_now, seed: int | None = None) -> None:
        """`seed` chooses a quiz's items; None: by chance."""
        self._flows = flows
        self._ready = Event()
        self._lock = Lock()
        self._error: AssistantError | None = None
        self.clock, self.seed = clock, seed

    @property
    def model(self) -> str | None:
        """The model that answers; None: the guide is quoted."""
        return self._flows.settings.model

    @property
    def conversations(self) -> ConversationStore:
        """What was asked before: needs no index."""
        return self._flows.conversations

    @property
    def k(self) -> int:
        """How many entries a search shows."""
        return self._flows.settings.k

    @property
    def is_ready(self) -> bool:
        """Whether `flows` returns at once."""
        return self._ready.is_set()

    def entry(self, entry_id: str) -> IndexedEntry | None:
        """The entry of that id, once the flows are ready; None: the guide has none."""
        try:
            return self._flows.study.entry(entry_id)
        except SettingsError:
            return None

    @property
    def failed(self) -> bool:
        """Whether the flows can't be used, as far as is known."""
        return self._error is not None

    def warm_up(self) -> None:
        """Build what is missing, load what answers. AssistantError: it can't be."""
        try:
            self._try_again()
        finally:
            self._ready.set()

    def flows(self) -> Flows:
        """Waits until they are warm; another process's new index is opened. AssistantError: they can't be used."""
        self._ready.wait()
        with self._lock:
            if self._error:
                self._try_again()
            fresh = self._flows.reopened()
            if fresh is not self._flows:
                _warm(fresh)
                self._flows = fresh
            return self._flows

    def use_model(self, name: str) -> None:
        """Answer with another model from now on, once all is warm. SettingsError: that is no model's name."""
        self._ready.wait()
        with self._lock:
            fresh = self._flows.with_model(name)
            _warm(fresh)
            self._flows = fresh

    def _try_again(self) -> None:
        """What failed may work now: the disk has room, the lock is gone."""
        try:
            _warm(self._flows)
        except AssistantError as error:
            self._error = error
            raise
        self._error = None


def _warm(flows: Flows) -> None:
    """Make each flow here, once: two threads must not make the same one."""
    _ = flows.retrieval, flows.conversing, flows.study, flows.interviewing
