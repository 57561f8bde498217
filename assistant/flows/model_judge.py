"""A model's opinion on whether passages support a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.core.domain import Verdict
from assistant.core.prompts import VERDICT_SCHEMA, second_opinion_messages

if TYPE_CHECKING:
    from assistant.core.ports import ChatModel

_VERDICTS = {
    "supported": Verdict("supported", 1.0),
    "partly": Verdict("weak", 0.5),
    "unsupported": Verdict("unsupported", 0.0),
}


class ModelJudge:
    """Asks a model, sentence by sentence, in structured output."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def check(self, sentence: str, passages: Sequence[str]) -> Verdict:
        """The model's verdict; a reply that is none supports nothing. ModelError: see `ChatModel.structured`."""
        reply = self._model.structured(second_opinion_messages(sentence, passages), VERDICT_SCHEMA)
        return _VERDICTS.get(str(reply.get("verdict")), _VERDICTS["unsupported"])
