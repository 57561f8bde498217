"""The errors that a user can meet. Each says what happened and, in `hint`, what to do.

AssistantError
├── SettingsError      a setting or an argument is wrong
│   └── QuestionError  the question is empty or too long
├── GuideError         a guide can't be read: carries every located problem
├── IndexTroubleError  the index is missing, damaged or can't be written
├── EncoderError       the embedding model can't be loaded or is not what it should be
├── StoreError         conversations or progress can't be read or kept
├── ModelError         the language model can't be reached, refuses, or stops in the middle
└── ThresholdError     an eval's result is below what was asked for
"""

from __future__ import annotations

from collections.abc import Sequence


class AssistantError(Exception):
    """The root. `exit_code` is the command's: 1 unless a subclass says otherwise."""

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class SettingsError(AssistantError):
    """A setting, a flag or an argument has a value that can't be used."""

    exit_code = 2


class QuestionError(SettingsError):
    """The question is empty or too long."""


class GuideError(AssistantError):
    """A guide can't be read. `details` has a line for each problem."""

    exit_code = 4

    def __init__(self, message: str, hint: str | None = None, details: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.details = tuple(details)


class IndexTroubleError(AssistantError):
    """The index is missing, damaged or can't be written."""

    exit_code = 4


class EncoderError(AssistantError):
    """The embedding model can't be loaded, compiled, or isn't the one whose checksum is known."""

    exit_code = 4


class ModelError(AssistantError):
    """The language model can't be reached, refuses, or stops in the middle."""

    exit_code = 5


class StoreError(AssistantError):
    """The store of conversations or progress can't be read or written."""

    exit_code = 6


class ThresholdError(AssistantError):
    """A measured value is below the floor that `--fail-under` names."""
