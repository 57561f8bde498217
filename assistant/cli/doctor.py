"""assistant doctor."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from assistant.cli.terminal import Session, echo, echo_json, pass_session, style
from assistant.core.cleaning import clean_line
from assistant.core.errors import AssistantError, IndexTroubleError
from assistant.render import versioned

if TYPE_CHECKING:
    from assistant.wiring import Assistant

_PACKAGES = (
    "chromadb onnxruntime tokenizers sentence_transformers torch onnx bm25s langchain langchain_openai textual".split()
)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
@pass_session
def doctor_command(session: Session, *, as_json: bool) -> None:
    """Check that everything is in place, and say what to do where it isn't. Exit code 1: something isn't."""
    from assistant.flows.diagnosis import diagnose

    assistant = session.assistant
    looks: list[tuple[str, Callable[[], str]]] = [
        ("python", _python),
        ("packages", _packages),
        ("folders", lambda: _folders(assistant)),
        ("model", lambda: _model(assistant)),
        ("guides", lambda: _guides(assistant)),
        ("index", lambda: _index(assistant)),
        ("question", lambda: _question(assistant)),
    ]
    checks = diagnose(looks)
    if as_json:
        rows = [{"name": c.name, "passed": c.passed, "finding": c.finding, "remedy": c.remedy} for c in checks]
        echo_json(versioned({"passed": all(c.passed for c in checks), "checks": rows}))
    else:
        for check in checks:
            mark = style("ok    ", "marker") if check.passed else style("FAILED", "warn")
            echo(f"{mark}  {check.name:<9} {clean_line(check.finding)}")
            if check.remedy:
                echo(f"                  {clean_line(check.remedy)}")
    if not all(check.passed for check in checks):
        click.get_current_context().exit(1)


def _python() -> str:
    return f"Python {platform.python_version()} at {sys.executable}"


def _packages() -> str:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise AssistantError(f"not installed: {', '.join(missing)}", 'run "pip install ." again in a clean environment')
    return f"{len(_PACKAGES)} installed"


def _folders(assistant: Assistant) -> str:
    home = assistant.settings.places.home
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(existing, os.W_OK):
        raise IndexTroubleError(f"{existing} can't be written", "set ASSISTANT_HOME to a folder that you may write")
    return f"{home} can be written"


def _model(assistant: Assistant) -> str:
    from assistant.adapters.packaged_model import PACKAGED_NAME, verified_packaged_folder

    if assistant.settings.encoder != PACKAGED_NAME:
        return f"{assistant.settings.encoder}, not the packaged one: its checksum is not known here"
    _, digest = verified_packaged_folder()
    return f"{PACKAGED_NAME}, checksum {digest[:12]} as it should be"


def _guides(assistant: Assistant) -> str:
    counts = assistant.indexing.check()
    return ", ".join(f"{name}: {count} entries" for name, count in counts.items())


def _index(assistant: Assistant) -> str:
    generation = assistant.store.current()
    reasons = assistant.indexing.stale(generation)
    if reasons or generation is None:
        raise IndexTroubleError("; ".join(reasons), 'run "assistant index build"')
    return f"up to date, {generation.manifest.passages} passages in {generation.folder}"


def _question(assistant: Assistant) -> str:
    generation = assistant.store.current()
    if generation is None or not generation.manifest.entries:
        raise IndexTroubleError("can't be tried without an index", 'run "assistant index build"')
    entry = generation.entries()[0]
    hits = assistant.search(entry.question, 1)
    if not hits.hits or hits.hits[0].entry.id != entry.id:
        raise IndexTroubleError(
            f"the index doesn't find its own entry {entry.id}", 'run "assistant index build --force"'
        )
    return f'"{entry.question}" is found'
