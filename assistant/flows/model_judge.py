"""A model's opinion: whether passages support a sentence, and which key points an answer states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.core.domain import Verdict
from assistant.core.prompts import VERDICT_SCHEMA, second_opinion_messages
from assistant.core.study_prompts import GRADE_SCHEMA, grade_messages

if TYPE_CHECKING:
    from assistant.core.ports import ChatModel

_VERDICTS = {
    "supported": Verdict("supported", 1.0),
    "partly": Verdict("weak", 0.5),
    "unsupported": Verdict("unsupported", 0.0),
}
_STATED = {"stated": 0.95, "partly": 0.5, "missing": 0.05, "contradicted": 0.0}


class ModelJudge:
    """Asks a model in structured output."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def check(self, sentence: str, passages: Sequence[str]) -> Verdict:
        """The model's verdict; a reply that is none supports nothing. ModelError: see `ChatModel.structured`."""
        reply = self._model.structured(second_opinion_messages(sentence, passages), VERDICT_SCHEMA)
        return _VERDICTS.get(str(reply.get("verdict")), _VERDICTS["unsupported"])

    def stated(self, answer: str, question: str, key_points: Sequence[str]) -> list[float | None]:
        """How likely the answer states each key point, 0..1; None where the reply doesn't say. ModelError: as above."""
        reply = self._model.structured(grade_messages(answer, question, key_points), GRADE_SCHEMA)
        rows = reply.get("points")
        found = {
            row.get("number"): _STATED.get(str(row.get("verdict")))
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict)
        }
        return [found.get(number) for number in range(1, len(key_points) + 1)]
