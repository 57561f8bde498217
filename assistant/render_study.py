"""Studying to text and to JSON: items, grades, sessions. Strings in, strings out, as in render.py."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.core.cleaning import clean_line
from assistant.core.items import GAP
from assistant.core.study import RATINGS, Grade, Item, Rating, Review, topic_of
from assistant.render import Style, place, shown, undecorated, versioned

if TYPE_CHECKING:
    from assistant.core.domain import IndexedEntry, Passage
    from assistant.flows.interviewing import Asked, Scorecard

_SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")
_INDENT = "  "
_MINUTES, _HOURS, _DAYS = 60, 3600, 86400


def item_json(item: Item) -> dict[str, Any]:
    """See docs/json.md, "quiz"."""
    return {
        "item_id": item.id,
        "entry_id": item.entry.id,
        "topic": topic_of(item.entry),
        "mode": item.mode,
        "question": item.question,
        "options": list(item.options),
        "answer": item.answer,
        "key_points": [point.text for point in item.points],
        "path": item.entry.path,
        "line_start": item.passage.line_start,
        "line_end": item.passage.line_end,
    }


def grade_json(grade: Grade) -> dict[str, Any]:
    """See docs/json.md, "grade"."""
    return versioned(
        {
            "score": round(grade.score, 4),
            "rating": grade.rating,
            "points": [
                {"text": p.text, "hit": p.hit, "evidence": p.evidence, "probability": round(p.probability, 4)}
                for p in grade.points
            ],
            "contradictions": [{"said": one.said, "point": one.point} for one in grade.contradictions],
            "model": grade.model,
            "notice": grade.notice,
        }
    )


def item_text(item: Item, *, width: int, style: Style = undecorated) -> str:
    """What is asked."""
    head = f"{clean_line(topic_of(item.entry)).replace('-', ' ')} · {item.mode}"
    lines = [style(head, "dim")]
    if item.mode == "cloze":
        lines += _filled(item.entry.question, width, style, "dim")
    lines += [line for part in item.question.split("\n") for line in _filled(part, width, style, "title")]
    for number, option in enumerate(item.options, 1):
        lines += _hanging(f"{number}. ", option, width)
    return "\n".join(lines)


def grade_text(grade: Grade, item: Item, *, width: int, folder: str, style: Style = undecorated) -> str:
    """What a typed answer hit and missed, each missed point with its place in the guide."""
    hit = sum(point.hit for point in grade.points)
    role = "good" if grade.rating in ("good", "easy") else "warn" if grade.rating == "hard" else "bad"
    lines = [style(f"{grade.score:.0%} · {hit} of {len(grade.points)} key points", role)]
    for point, graded in zip(item.points, grade.points, strict=True):
        if graded.hit:
            lines += _hanging(style("✔ ", "good"), graded.text, width)
            lines += _hanging("    you: ", graded.evidence, width)
        else:
            where = place(item.entry.path, point.passage.line_start, point.passage.line_end, folder)
            lines += _hanging(style("✘ ", "bad"), graded.text, width)
            lines.append(style(f"    {where}", "dim"))
    for contradiction in grade.contradictions:
        said = f"you said “{clean_line(contradiction.said)}”; the guide says: {contradiction.point}"
        lines += _hanging(style("⚠ ", "warn"), said, width)
    return "\n".join(lines)


def revealed_text(item: Item, *, right: bool, width: int, folder: str, style: Style = undecorated) -> str:
    """Whether a choice or a cloze was answered rightly, and the sentence of the guide."""
    mark = style("✔ right", "good") if right else style("✘ no", "bad")
    said = item.question.replace(GAP, item.answer) if item.mode == "cloze" else item.answer
    where = place(item.entry.path, item.passage.line_start, item.passage.line_end, folder)
    return "\n".join([mark, *_hanging(_INDENT, said, width), style(f"  {where}", "dim")])


def grade_lines(grade: Grade) -> tuple[str, str, list[tuple[str, str]]]:
    """What a typed answer was worth, its role, and a line a key point: (text, role), in the item's order of points."""
    hit = sum(point.hit for point in grade.points)
    role = "good" if grade.rating in ("good", "easy") else "warn" if grade.rating == "hard" else "bad"
    said = [f"⚠ you said “{clean_line(one.said)}”; the guide: {shown(one.point)}" for one in grade.contradictions]
    said += [f"⚠ {clean_line(grade.notice)}"] if grade.notice else []
    head = "\n".join([f"{grade.score:.0%} · {hit} of {len(grade.points)} key points", *said])
    lines = []
    for point in grade.points:
        you = f"\n    you: {clean_line(point.evidence)}" if point.hit and point.evidence else ""
        lines.append((f"{'✔' if point.hit else '✘'} {shown(point.text)}{you}", "good" if point.hit else "bad"))
    return head, role, lines


def revealed(item: Item, *, right: bool) -> tuple[str, str, list[tuple[str, str]]]:
    """Whether a choice or a cloze was answered rightly, its role, and the sentence of the guide."""
    said = item.question.replace(GAP, item.answer) if item.mode == "cloze" else item.answer
    return ("✔ right" if right else "✘ no"), ("good" if right else "bad"), [(shown(said), "dim")]


def scorecard_lines(card: Scorecard) -> list[tuple[str, str, tuple[IndexedEntry, Passage] | None]]:
    """The end of an interview, a line each: its text, its role, and where it stands in the guide if it does."""
    lines: list[tuple[str, str, tuple[IndexedEntry, Passage] | None]] = [
        (f"{clean_line(card.title)}: {card.score:.0%}", "title", None)
    ]
    for stage in card.stages:
        role = "good" if stage.score >= 0.6 else "warn" if stage.score >= 0.35 else "bad"
        count = len(stage.hit) + len(stage.missed)
        head = f"{stage.score:>4.0%}  {clean_line(stage.name)}: {len(stage.hit)} of {count} points"
        lines.append((head, role, None))
        lines += [(f"  ✘ {shown(point.text)}", "", (stage.entry, point.passage)) for point in stage.missed]
    if card.review:
        lines.append(("to review, and on your schedule now", "title", None))
        lines += [(f"  {clean_line(entry.question)}", "", (entry, entry.passages[0])) for entry in card.review]
    return lines


def ratings_text(intervals: Mapping[Rating, timedelta], best: Rating) -> str:
    """The ratings that can be given, each with the time until the next review; `best` is the suggested one."""
    return "  ".join(
        f"{number} {rating}{'*' if rating == best else ''} ({interval_text(intervals[rating])})"
        for number, rating in enumerate(RATINGS, 1)
    )


def interval_text(interval: timedelta) -> str:
    """10m, 3h, 8d, 4mo."""
    seconds = interval.total_seconds()
    if seconds < _HOURS:
        return f"{max(1, round(seconds / _MINUTES))}m"
    if seconds < _DAYS:
        return f"{round(seconds / _HOURS)}h"
    days = round(seconds / _DAYS)
    return f"{days}d" if days < 100 else f"{days / 30.4:.0f}mo" if days < 1000 else f"{days / 365:.1f}y"


def summary_text(reviews: Sequence[Review], questions: Mapping[str, str], now: datetime, style: Style) -> str:
    """A session that is over; `questions` by entry id."""
    if not reviews:
        return "nothing was answered"
    passed = sum(review.rating != "again" for review in reviews)
    seconds = sum(review.seconds for review in reviews)
    lines = [style(f"{passed} of {len(reviews)} remembered, {interval_text(timedelta(seconds=seconds))}", "title")]
    for review in sorted(reviews, key=lambda review: review.memory.due_at):
        again = interval_text(max(timedelta(minutes=1), review.memory.due_at - now))
        lines.append(f"  {review.rating:<5}  in {again:<5} {clean_line(questions[review.entry_id])}")
    return "\n".join(lines)


def _filled(text: str, width: int, style: Style, role: str) -> list[str]:
    return [style(line, role) for line in textwrap.wrap(shown(text), width)] or [""]


def _hanging(lead: str, text: str, width: int) -> list[str]:
    """The text wrapped, its first line after the lead, the others below it."""
    taken = len(_SEQUENCE.sub("", lead))
    first, *rest = textwrap.wrap(shown(text), width, initial_indent=" " * taken, subsequent_indent="    ") or [""]
    return [f"{lead}{first[taken:]}", *rest]


def asked_text(asked: Asked, *, width: int, style: Style = undecorated) -> str:
    """What the interviewer says."""
    lines = [style(f"\n{asked.number}/{asked.of} · {clean_line(asked.stage)} · {asked.kind}", "dim")]
    return "\n".join([*lines, *_filled(asked.text, width, style, "title")])


def scorecard_text(card: Scorecard, *, width: int, folder: str, style: Style = undecorated) -> str:
    """The end of an interview: each stage, what was missed and where it stands, what to review."""
    lines = ["", style(f"{clean_line(card.title)}: {card.score:.0%}", "title")]
    for stage in card.stages:
        role = "good" if stage.score >= 0.6 else "warn" if stage.score >= 0.35 else "bad"
        count = len(stage.hit) + len(stage.missed)
        lines += ["", style(f"{stage.score:>4.0%}  {clean_line(stage.name)}: {len(stage.hit)} of {count} points", role)]
        for point in stage.missed:
            lines += _hanging("  ✘ ", point.text, width)
            where = place(stage.entry.path, point.passage.line_start, point.passage.line_end, folder)
            lines.append(style(f"    {where}", "dim"))
    if card.review:
        lines += ["", style("to review, and on your schedule now", "title")]
        lines += [f"  {clean_line(entry.question)}" for entry in card.review]
    return "\n".join(lines)
