"""The screen with the rooms: what can't be seen doesn't take the keys."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget


class RoomsScreen(Screen[None]):
    """The application's own screen."""

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """As always, except for a room that the learner has left: its late wish would bring it back to the front."""
        shown = widget is None or all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
        if shown:
            super().set_focus(widget, scroll_visible, from_app_focus)
