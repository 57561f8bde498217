"""The rooms as tabs. Only the learner changes the room, and what can't be seen doesn't take the keys."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane


class Rooms(TabbedContent):
    """Tabs that don't come to the front because something in them got the keys: that news may come late."""

    def _on_tab_pane_focused(self, event: TabPane.Focused) -> None:
        event.stop()
        event.prevent_default()


class RoomsScreen(Screen[None]):
    """The application's own screen."""

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """As always, except for a room that the learner has left."""
        shown = widget is None or all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
        if shown:
            super().set_focus(widget, scroll_visible, from_app_focus)
