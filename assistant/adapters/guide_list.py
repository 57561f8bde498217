"""The list of the guides that the user added, as a JSON file that is replaced as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.core.errors import IndexTroubleError


class GuideListFile:
    """The port `GuideList` over a file; a file that isn't there lists none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, tuple[str, ...]]:
        """IndexTroubleError: the file is there and isn't a list of guides."""
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(name): tuple(map(str, paths)) for name, paths in content["guides"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexTroubleError(
                f"the list of added guides, {self._path}, can't be read",
                "mend it, or delete it and add the guides again",
            ) from error

    def save(self, guides: Mapping[str, Sequence[str]]) -> None:
        """Replace the list."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_text(
            json.dumps({"guides": {n: list(p) for n, p in guides.items()}}, indent=1) + "\n", encoding="utf-8"
        )
        os.replace(new, self._path)
