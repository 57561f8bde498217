"""The file system: guides are read from it, and nothing unreadable gets past this door."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from assistant.core.cleaning import clean
from assistant.core.domain import SourceFile, SourceText, Unreadable

MOST_BYTES = 10_000_000
"""A guide's file is text for reading; ten million bytes are four thousand pages."""

SUFFIXES = (".md", ".markdown", ".mdown", ".txt", ".text")


def list_files(roots: Sequence[str], *, own: bool = False) -> tuple[list[Path], list[Unreadable]]:
    """The files of some paths, folders walked in name order; own: the topics of the guide's own folder."""
    found: list[Path] = []
    trouble: list[Unreadable] = []
    for root in roots:
        path = Path(os.path.abspath(root))
        if path.is_dir():
            inside = _walk(path) if not own else sorted(p for p in path.glob("*.md") if p.name != "README.md")
            if not inside:
                kinds = ", ".join(SUFFIXES)
                trouble.append(Unreadable(str(path), f"the folder holds no readable guide ({kinds})", in_folder=False))
            found.extend(inside)
        elif path.is_file():
            found.append(path)
        elif path.exists():
            trouble.append(Unreadable(str(path), "neither a file nor a folder", in_folder=False))
        else:
            trouble.append(Unreadable(str(path), "there is no such file or folder", in_folder=False))
    return list(dict.fromkeys(found)), trouble


class GuideFiles:
    """The port `GuideReader` over the file system."""

    def read(self, roots: Sequence[str], *, own: bool) -> tuple[list[SourceText], list[Unreadable]]:
        """The texts of some paths, and what could not be read."""
        files, trouble = list_files(roots, own=own)
        named = {os.path.abspath(root) for root in roots}
        texts: list[SourceText] = []
        for path in files:
            result = _read(path)
            if isinstance(result, str):
                trouble.append(Unreadable(str(path), result, in_folder=str(path) not in named))
            else:
                texts.append(result)
        return texts, trouble

    def unchanged(self, files: Sequence[SourceFile], roots: Sequence[str], *, own: bool) -> bool:
        """See `GuideReader.unchanged`; a file that can't be read now and couldn't then makes no difference."""
        known = {file.path: file for file in files}
        present, _ = list_files(roots, own=own)
        return all(_unchanged(file) for file in files) and all(
            str(path) in known or isinstance(_read(path), str) for path in present
        )


def _unchanged(file: SourceFile) -> bool:
    """By size and time, or else by content."""
    try:
        status = os.stat(file.path)
    except OSError:
        return False
    if (status.st_size, status.st_mtime_ns) == (file.size_bytes, file.modified_ns):
        return True
    return status.st_size == file.size_bytes and hashlib.sha256(Path(file.path).read_bytes()).hexdigest() == file.sha256


def _walk(folder: Path) -> list[Path]:
    inside: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.is_file():
                inside.append(path)
    return inside


def _read(path: Path) -> SourceText | str:
    """The file's text, or the reason why there is none."""
    try:
        status = path.stat()
        if status.st_size > MOST_BYTES:
            size, most = status.st_size / 1e6, MOST_BYTES / 1e6
            return f"{size:.0f} MB, more than the {most:.0f} MB that a guide's file may have: split it"
        content = path.read_bytes()
    except OSError as error:
        return f"can't be read: {error.strerror or error}"
    if not content.strip():
        return "the file is empty"
    if content.startswith(b"%PDF"):
        return "a PDF: convert it to Markdown or plain text first"
    if b"\0" in content[:65536]:
        return "a binary file, not Markdown or plain text"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"not UTF-8: line {line} holds the byte 0x{content[error.start]:02x}; save the file as UTF-8"
    digest = hashlib.sha256(content).hexdigest()
    return SourceText(SourceFile(str(path), status.st_size, status.st_mtime_ns, digest), clean(text))
