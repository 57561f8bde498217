"""What the learner knows, to text, JSON and plots in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.core.cleaning import clean_line
from assistant.core.study import Card, Review
from assistant.render import Style, table, undecorated, versioned

if TYPE_CHECKING:
    from assistant.flows.reporting import Report

_BAR = 20
_WEEKS = 26
_SHADES = "·░▒▓█"
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def report_json(report: Report) -> dict[str, Any]:
    """See docs/json.md, "progress"."""
    return versioned(
        {
            "entries": report.entries,
            "reviewed": report.reviewed,
            "reviews": report.reviews,
            "due": report.due,
            "streak_days": report.streak_days,
            "topics": [asdict(topic) for topic in report.topics],
            "forecast": [{"date": day.isoformat(), "due": count} for day, count in report.forecast],
            "days": [{**asdict(day), "date": day.date.isoformat()} for day in report.days],
            "weakest": [
                {"entry_id": w.entry.id, "question": w.entry.question, "recall": w.recall, "lapses": w.lapses}
                for w in report.weakest
            ],
            "calibration": [asdict(one) for one in report.calibration],
            "changed": list(report.changed),
            "suspended": list(report.suspended),
        }
    )


def history_json(cards: Mapping[str, Card], reviews: Sequence[Review]) -> dict[str, Any]:
    """See docs/json.md, "progress export"."""
    return versioned(
        {"cards": [_plain(asdict(card)) for card in cards.values()], "reviews": [_plain(asdict(r)) for r in reviews]}
    )


def report_text(report: Report, *, style: Style = undecorated) -> str:
    """A page: the sums, mastery by topic, what falls due, the weakest entries."""
    if not report.reviews:
        return f'nothing was reviewed yet; {report.entries} entries wait: "assistant quiz"'
    lines = [
        style(f"{report.reviewed} of {report.entries} entries reviewed, {report.due} due now", "title"),
        f"{report.reviews} reviews, {report.streak_days} day{'' if report.streak_days == 1 else 's'} in a row",
        "",
        style("mastery by topic", "title"),
    ]
    rows = [
        [
            topic.topic.replace("-", " "),
            _bar(topic.mastery),
            f"{topic.mastery:.0%}",
            f"{topic.reviewed}/{topic.entries}",
        ]
        for topic in report.topics
        if topic.reviewed
    ]
    lines += [table(rows, right=(2, 3)), "", style("due in the next 14 days", "title")]
    lines += forecast_lines(report)
    lines += ["", style("weakest", "title")]
    weakest = [[f"{w.recall:.0%}", f"{w.lapses} lapses", clean_line(w.entry.question)] for w in report.weakest]
    lines += [table(weakest, right=(0, 1))]
    if report.calibration:
        lines += ["", style("calibration", "title")]
        rows = [["predicted", "remembered", "reviews"]]
        rows += [[f"{b.predicted:.0%}", f"{b.actual:.0%}", str(b.reviews)] for b in report.calibration]
        lines += [table(rows, right=(0, 1, 2))]
    if report.changed:
        lines += ["", f"changed since you were asked: {', '.join(report.changed)}"]
    return "\n".join(lines)


def plots(report: Report, *, width: int) -> str:
    """The calendar of reviews, retention by day and calibration."""
    parts = [calendar({day.date: day.reviews for day in report.days}, report.forecast[0][0])]
    kept = [(day.date, day.retention) for day in report.days if day.retention is not None]
    if kept:
        days = [day.toordinal() - kept[0][0].toordinal() for day, _ in kept]
        parts.append(_plot("retention by day", days, [100 * share for _, share in kept], width))
    if report.calibration:
        predicted = [100 * one.predicted for one in report.calibration]
        actual = [100 * one.actual for one in report.calibration]
        parts.append(_plot("remembered against predicted, percent", predicted, actual, width))
    return "\n\n".join(parts)


def calendar(reviews: Mapping[date, int], today: date) -> str:
    """The last half year, a column a week, the darker the more reviews."""
    monday = today - timedelta(days=today.weekday(), weeks=_WEEKS - 1)
    most = max(reviews.values(), default=1)
    lines = ["reviews by day"]
    for weekday, name in enumerate(_WEEKDAYS):
        cells = []
        for week in range(_WEEKS):
            day = monday + timedelta(weeks=week, days=weekday)
            count = reviews.get(day, 0)
            shade = -(-(len(_SHADES) - 1) * count // most)
            cells.append(" " if day > today else _SHADES[shade])
        lines.append(f"{name:<4}{' '.join(cells)}".rstrip())
    return "\n".join(lines)


def _plot(title: str, across: Sequence[float], up: Sequence[float], width: int) -> str:
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(min(width, 80), 15)
    plotext.title(title)
    plotext.ylim(0, 100)
    plotext.scatter(list(across), list(up))
    return str(plotext.uncolorize(plotext.build()))


def forecast_lines(report: Report) -> list[str]:
    """A line a day, as long as many cards fall due."""
    most = max(count for _, count in report.forecast) or 1
    return [
        f"{day:%a %d %b} {'█' * round(_BAR * count / most)} {count or ''}".rstrip() for day, count in report.forecast
    ]


def _bar(share: float) -> str:
    full = round(_BAR * share)
    return "█" * full + "░" * (_BAR - full)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, datetime) else _plain(value) if isinstance(value, dict) else value
        for key, value in values.items()
    }
