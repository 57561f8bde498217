"""Results to text and to JSON. No input, no output: strings in, strings out; tests/golden holds examples.

The JSON is an interface: docs/json.md describes it, and `schema_version` changes when a field changes its meaning.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.core.cleaning import clean, clean_line
from assistant.core.conversation import Answered, Asking, Conversation, Event, Retrieved, Token
from assistant.core.domain import Answer, AnswerSentence, Citation, Hit, Hits

SCHEMA_VERSION = 1

Style = Callable[[str, str], str]
"""(text, role) -> the text as the terminal should show it; roles: title, marker, dim, good, warn, bad."""


def undecorated(text: str, _role: str) -> str:
    """A style for what is no terminal."""
    return text


def hits_json(hits: Hits) -> dict[str, Any]:
    """See docs/json.md, "search"."""
    return {
        "schema_version": SCHEMA_VERSION,
        "query": hits.query,
        "in_guide": hits.in_guide,
        "in_guide_score": round(hits.in_guide_score, 4),
        "hits": [
            {
                "rank": hit.rank,
                "score": round(hit.score, 4),
                "entry_id": hit.entry.id,
                "guide": hit.entry.guide,
                "question": hit.entry.question,
                "path": hit.entry.path,
                "line_start": hit.passage.line_start,
                "line_end": hit.passage.line_end,
                "entry_line_start": hit.entry.line_start,
                "entry_line_end": hit.entry.line_end,
                "text": hit.passage.text,
                "dense_rank": hit.dense_rank,
                "lexical_rank": hit.lexical_rank,
            }
            for hit in hits.hits
        ],
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """See docs/json.md, "ask"."""
    return {
        "schema_version": SCHEMA_VERSION,
        "question": answer.question,
        "answer": answer.text,
        "in_guide": answer.in_guide,
        "in_guide_score": round(answer.in_guide_score, 4),
        "citations": [_citation_json(citation) for citation in answer.citations],
        "sentences": [
            {
                "text": sentence.text,
                "markers": list(sentence.markers),
                "support": sentence.verdict.support if sentence.verdict else None,
                "support_score": round(sentence.verdict.score, 4) if sentence.verdict else None,
            }
            for sentence in answer.sentences
        ],
        "unknown_markers": list(answer.unknown_markers),
        "beyond_guide": answer.beyond_guide,
        "notice": answer.notice,
        "model": answer.model,
        "seconds": round(answer.seconds, 3),
    }


def event_json(event: Event) -> dict[str, Any]:
    """See docs/json.md, "ask --json-stream"."""
    match event:
        case Asking(model, host):
            return versioned({"event": "asking", "model": model, "host": host})
        case Retrieved(hits, sources):
            return {"event": "retrieved", **hits_json(hits), "sources": [_citation_json(source) for source in sources]}
        case Token(text):
            return versioned({"event": "token", "text": clean(text)})
        case Answered(answer):
            return {"event": "answered", **answer_json(answer)}


def answer_text(answer: Answer, *, width: int, folder: str, style: Style = undecorated) -> str:
    """The answer wrapped to `width`, then `answer_foot`."""
    text = "\n\n".join(_wrapped(paragraph, width) for paragraph in shown(answer.text).split("\n\n"))
    if not (answer.in_guide or answer.beyond_guide):
        return style(text, "warn")
    return f"{_marked(text, style)}\n{answer_foot(answer, folder=folder, style=style)}"


def answer_foot(answer: Answer, *, folder: str, style: Style = undecorated) -> str:
    """What stands below an answer: its sources, and which of a model's sentences they support."""
    if answer.beyond_guide:
        name = clean_line(answer.model or "")
        return f"\n{style(f'⚠ not from the guide: what {name} knows itself, unchecked', 'warn')}"
    lines = ["", style("Sources", "title")] if answer.citations else []
    lines += [source_line(citation, folder, style) for citation in answer.citations]
    if answer.model:
        lines += ["", *_support_lines(answer, style)]
    return "\n".join(lines)


def _support_lines(answer: Answer, style: Style) -> list[str]:
    doubtful = [one for one in answer.sentences if one.verdict is None or one.verdict.support != "supported"]
    count = len(answer.sentences)
    mark, role = ("✔", "good") if not doubtful else ("⚠", "warn")
    if not count:
        return [style("⚠ nothing in this answer can be checked", "warn")]
    lines = [style(f"{mark} {count - len(doubtful)} of {count} sentences supported", role)]
    lines += [_doubt(sentence, style) for sentence in doubtful]
    if answer.unknown_markers:
        unknown = ", ".join(f"[{marker}]" for marker in answer.unknown_markers)
        lines.append(style(f"⚠ {unknown}: no such source", "warn"))
    return lines


def _doubt(sentence: AnswerSentence, style: Style) -> str:
    support = sentence.verdict.support if sentence.verdict else "unsupported"
    cited = "".join(f"[{marker}]" for marker in sentence.markers) or "uncited"
    return f"  {style(f'{support:<11}', 'bad' if support == 'unsupported' else 'warn')} {cited} {shown(sentence.text)}"


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "marker": citation.marker,
        "entry_id": citation.entry.id,
        "question": citation.entry.question,
        "path": citation.entry.path,
        "line_start": citation.passage.line_start,
        "line_end": citation.passage.line_end,
        "text": citation.passage.text,
    }


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """See docs/json.md, "history show"."""
    exchanges = [{"question": e.question, "asked_at": e.asked_at, "answer": e.answer} for e in conversation.exchanges]
    started = {"id": conversation.id, "title": conversation.title, "started_at": conversation.started_at}
    return versioned({**started, "exchanges": exchanges})


def conversation_markdown(conversation: Conversation) -> str:
    """A conversation as a document, each answer with its sources."""
    parts = [f"# {clean_line(conversation.title)}"]
    for exchange in conversation.exchanges:
        answer = exchange.answer
        parts.append(f"## {clean_line(exchange.question)}\n\n{clean(str(answer.get('answer', '')))}")
        sources = [
            f"{c['marker']}. {clean_line(c['question'])} ({clean_line(c['path'])}:{c['line_start']}-{c['line_end']})"
            for c in answer.get("citations", [])
        ]
        if sources:
            parts.append("\n".join(sources))
    return "\n\n".join(parts)


def hits_text(hits: Hits, *, folder: str, style: Style = undecorated) -> str:
    """The hits with their best passages; first the line that says so if the guide does not cover the question."""
    parts = [] if hits.in_guide else [style("The guide does not seem to cover this; the nearest:", "warn")]
    for hit in hits.hits:
        body = textwrap.indent(shown(hit.passage.text), "   ")
        parts.append(f"{hit.rank}. {_hit_head(hit, folder, style)}\n{style(body, 'dim')}")
    return "\n\n".join(parts)


def place(path: str, line_start: int, line_end: int, folder: str) -> str:
    """path:start-end, the path relative to the folder where it lies under it."""
    shown = os.path.relpath(path, folder) if path.startswith(folder.rstrip(os.sep) + os.sep) else path
    lines = str(line_start) if line_start == line_end else f"{line_start}-{line_end}"
    return f"{clean_line(shown)}:{lines}"


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Columns as wide as their widest cell; those numbered in `right` are aligned right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [c.rjust(w) if n in right else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def versioned(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with the schema version in front."""
    return {"schema_version": SCHEMA_VERSION, **content}


def source_line(citation: Citation, folder: str, style: Style) -> str:
    """A source with its marker and its place."""
    where = place(citation.entry.path, citation.passage.line_start, citation.passage.line_end, folder)
    return f"{style(f'[{citation.marker}]', 'marker')} {clean_line(citation.entry.question)}  {style(where, 'dim')}"


def _hit_head(hit: Hit, folder: str, style: Style) -> str:
    where = place(hit.entry.path, hit.passage.line_start, hit.passage.line_end, folder)
    return f"{style(clean_line(hit.entry.question), 'title')}  {style(f'{hit.score:.2f}  {where}', 'dim')}"


def shown(text: str) -> str:
    """The text without anything that could act on a terminal, its formulas readable."""
    if "$" in text:
        from assistant.core.formulas import readable  # a LaTeX parser, which most answers have no use for

        text = readable(text)
    return clean(text)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)) or text


def _marked(text: str, style: Style) -> str:
    return re.sub(r"\[\d+\]", lambda match: style(match.group(), "marker"), text)
