"""Text above the line in which the learner types: page up and page down scroll it, whatever has the keys."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList


class Paged(Vertical):
    """A view with such a text."""

    PAGED: ClassVar[str]
    """Selects the text."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", "A page up", show=False),
        Binding("pagedown", "page(1)", "A page down", show=False),
    ]

    def action_page(self, pages: int) -> None:
        """Scroll."""
        text = self.query_one(self.PAGED, VerticalScroll)
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)


class Choices(OptionList):
    """A list within such a text: it is as high as its options are, so that it has no pages of its own."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """See `Paged`."""
        return action not in ("page_up", "page_down") and super().check_action(action, parameters)
