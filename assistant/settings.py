"""Settings: defaults < file < environment < flags, read once into a frozen object. An unknown key is an error."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from assistant.core.errors import SettingsError

APPLICATION = "study-assistant"
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from."""

    key: str
    value: str | int
    source: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are on this machine."""

    home: Path
    corpus: Path
    index: Path
    config: Path
    guides: Path
    """The list of the guides that the user added."""
    conversations: Path
    """Past questions and answers."""
    progress: Path
    """Reviews: what the learner knows."""
    cases: Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user decided, and the places that follow from it."""

    encoder: str
    k: int
    model: str | None
    """`provider:model`, or `local:PATH`; None: the guide is quoted."""
    base_url: str | None
    timeout_seconds: int
    desired_retention: float
    """Probability of remembering, 0..1, at which a card falls due."""
    places: Places
    sources: tuple[Setting, ...]


NO_MODEL = "none"
MODEL_OF_A_KEY = "openai:gpt-5-mini"
"""Asked where OPENAI_API_KEY is set and no model is named."""

DEFAULTS: dict[str, str | int] = {
    "encoder": "all-MiniLM-L6-v2",
    "k": 5,
    "model": NO_MODEL,
    "base_url": "",
    "timeout_seconds": 60,
    "desired_retention": 90,
}
DESCRIPTIONS = {
    "encoder": "embedding model: a sentence-transformers name or folder",
    "k": "entries that a search shows",
    "model": "language model: provider:model, local:PATH.gguf, or none",
    "base_url": "address of an OpenAI-compatible server, if not the provider's own",
    "timeout_seconds": "how long a model may be silent",
    "desired_retention": "percent of what was learned that you want to remember",
}
_NUMBERS = {"k": (1, 50), "timeout_seconds": (1, 3600), "desired_retention": (70, 97)}
_MAY_BE_EMPTY = {"base_url"}


def load(environment: Mapping[str, str] | None = None, flags: Mapping[str, str] | None = None) -> Settings:
    """Read the file, the environment (ASSISTANT_HOME, and ASSISTANT_ENCODER and so on) and what flags say.

    SettingsError: the file is no TOML, a key is unknown, or a value can't be used.
    """
    environment = os.environ if environment is None else environment
    places = locate(environment)
    found = {key: Setting(key, value, "default") for key, value in DEFAULTS.items()}
    if environment.get("OPENAI_API_KEY"):
        found["model"] = Setting("model", MODEL_OF_A_KEY, "OPENAI_API_KEY")
    if environment.get("OPENAI_BASE_URL"):
        found["base_url"] = Setting("base_url", environment["OPENAI_BASE_URL"], "OPENAI_BASE_URL")
    for key, value in read_file(places.config).items():
        found[key] = Setting(key, checked(key, value, str(places.config)), str(places.config))
    for key in DEFAULTS:
        variable = f"ASSISTANT_{key.upper()}"
        if environment.get(variable):
            found[key] = Setting(key, checked(key, environment[variable], variable), variable)
    before = str(found["model"].value)
    for key, value in (flags or {}).items():
        found[key] = Setting(key, checked(key, value, f"--{key}"), f"--{key}")
    model = str(found["model"].value)
    of_openai = found["base_url"].source == "OPENAI_BASE_URL"
    meant_for = "openai" if of_openai else provider_of(model if before == NO_MODEL else before)
    if provider_of(model) != meant_for:  # an address is its provider's: a question or a key must not go there instead
        found["base_url"] = Setting("base_url", "", "default")
    return Settings(
        encoder=str(found["encoder"].value),
        k=int(found["k"].value),
        model=None if model == NO_MODEL else model,
        base_url=str(found["base_url"].value) or None,
        timeout_seconds=int(found["timeout_seconds"].value),
        desired_retention=int(found["desired_retention"].value) / 100,
        places=places,
        sources=tuple(found.values()),
    )


def provider_of(model: str) -> str:
    """The provider of `provider:model`."""
    return model.partition(":")[0]


def read_file(path: Path) -> dict[str, Any]:
    """The file's keys, all known; a file that isn't there has none."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} is not valid TOML: {error}", "mend it, or delete it to go back to defaults"
        ) from error
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}") from error
    for key in content:
        known(key, str(path))
    return content


def known(key: str, where: str) -> None:
    """SettingsError: there is no such key."""
    if key not in DEFAULTS:
        raise SettingsError(f'{where}: unknown key "{key}"', f"the keys are: {', '.join(DEFAULTS)}")


def checked(key: str, value: Any, where: str) -> str | int:
    """The value in the key's type. SettingsError: it can't be used."""
    if key in _NUMBERS:
        low, high = _NUMBERS[key]
        try:
            number = int(str(value))
        except ValueError:
            number = low - 1
        if isinstance(value, bool) or not low <= number <= high:
            raise SettingsError(f"{where}: {key} is {value!r}, not a whole number from {low} to {high}")
        return number
    if not isinstance(value, str) or not (value.strip() or key in _MAY_BE_EMPTY):
        raise SettingsError(f"{where}: {key} is {value!r}, not a text")
    text = value.strip()
    if key == "model" and text != NO_MODEL and not all(text.partition(":")):
        raise SettingsError(
            f'{where}: the model is "{text}", not provider:model',
            "for example openai:gpt-5-mini, ollama:qwen3, local:PATH.gguf, none",
        )
    if key == "base_url" and text and not text.startswith(("http://", "https://")):
        raise SettingsError(
            f'{where}: base_url is "{text}", not an http address', "for example http://localhost:8000/v1"
        )
    return text


def locate(environment: Mapping[str, str]) -> Places:
    """In a checkout, its own folders; installed, the packaged guide and the user's; ASSISTANT_HOME before both."""
    checkout = _checkout()
    given = environment.get("ASSISTANT_HOME")
    if given:
        home = Path(given).expanduser().absolute()
    else:
        home = checkout or Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))
    packaged = _PACKAGE / "_guide"
    corpus = (checkout / "corpus") if checkout else packaged
    if given and (home / "corpus").is_dir():
        corpus = home / "corpus"
    config = home if given else Path(platformdirs.user_config_dir(APPLICATION, appauthor=False))
    return Places(
        home=home,
        corpus=corpus,
        index=home / "index",
        config=config / "config.toml",
        guides=home / "guides.json",
        conversations=home / "conversations.sqlite3",
        progress=home / "progress.sqlite3",
        cases=(checkout / "evals" / "cases") if checkout else _PACKAGE / "_cases",
    )


def _checkout() -> Path | None:
    """The checkout that this package runs from, or the one that the user stands in."""
    here = Path.cwd() if _cwd_exists() else _PACKAGE
    for folder in (_PACKAGE.parent, here, *here.parents):
        if _is_checkout(folder):
            return folder
    return None


def _is_checkout(folder: Path) -> bool:
    try:
        project = folder / "pyproject.toml"
        return (
            (folder / "corpus").is_dir()
            and (folder / "assistant").is_dir()
            and f'name = "{APPLICATION}"' in project.read_text(encoding="utf-8")
        )
    except (OSError, UnicodeDecodeError):
        return False


def _cwd_exists() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True
