"""The flows over the real guide."""

from __future__ import annotations

from pathlib import Path

import pytest

import assistant
from assistant.wiring import Assistant


@pytest.fixture(scope="module")
def opened(built_home: Path) -> Assistant:
    """Everything that the program can do, without a model. Shared by a file's tests: for reading only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSISTANT_HOME", str(built_home))
        return assistant.open(model="none")
