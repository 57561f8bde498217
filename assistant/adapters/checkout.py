"""git: which commit a checkout is at, for the header of a measurement."""

from __future__ import annotations

import subprocess
from pathlib import Path


def state_of(folder: Path) -> str | None:
    """The short commit, with "-dirty" where files differ from it; None outside a checkout or without git."""
    try:
        result = subprocess.run(
            ["git", "-C", str(folder), "describe", "--always", "--dirty", "--exclude=*"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.strip() or None
