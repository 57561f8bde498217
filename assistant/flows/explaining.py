"""An answer by a model, from numbered passages, each of its sentences checked against what it cites."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.core import prompts
from assistant.core.citing import Claim, claims, cleaned_reply, is_refusal, without_thinking
from assistant.core.conversation import Event, Retrieved, Token, Turn
from assistant.core.domain import Answer, AnswerSentence, Citation, Hits, Verdict
from assistant.core.errors import ModelError
from assistant.core.grounding import shares_wording
from assistant.core.rows import sentence_id
from assistant.flows.model_judge import ModelJudge
from assistant.flows.quoting import uncovered
from assistant.flows.steps import returned

if TYPE_CHECKING:
    from assistant.core.ports import ChatModel
    from assistant.flows.grounding import Grounding
    from assistant.flows.retrieval import Retrieval

_PASSAGES_OF_HITS = (5, 3, 2, 1, 1)
"""How many passages a model is given of the first hit, the second …"""
_WORTH_READING = 0.6
"""Share of the first hit's score from which on a hit's passages are given to the model."""
_LONGEST_REPLY = 6_000
"""Characters. A model that goes on longer goes in circles."""
_LONGEST_THINKING = 60_000
"""Characters, with what a model thinks aloud before it answers."""


class Explaining:
    """Answers of one model."""

    def __init__(self, retrieval: Retrieval, grounding: Grounding, model: ChatModel) -> None:
        self._retrieval = retrieval
        self._grounding = grounding
        self._model = model
        self._second = ModelJudge(model)

    def standalone(self, question: str, history: Sequence[Turn]) -> str:
        """The question as the model completes it from the conversation. ModelError: see `ChatModel.stream`."""
        reply, _ = returned(_streamed(self._model.stream(prompts.standalone_messages(question, history))))
        return reply.split("\n")[0]

    def answer(
        self, hits: Hits, history: Sequence[Turn], *, strict: bool, second_opinion: bool
    ) -> Generator[Event, None, Answer | None]:
        """Yields `Retrieved` and `Token`s; returns the answer, or None if `strict` leaves nothing of it.

        An answer that is not `in_guide`: the model finds none in the passages. ModelError: see `ChatModel.stream`.
        """
        sources = self._sources(hits)
        yield Retrieved(hits, sources)
        messages = prompts.answer_messages(hits.query, [source.passage.text for source in sources], history)
        reply, notice = yield from _streamed(self._model.stream(messages))
        if is_refusal(reply):
            return replace(uncovered(hits), model=self._model.name, notice=notice)
        said = claims(reply)
        once = {(claim.text, claim.markers): claim for claim in said}  # a model may repeat itself without end
        known = {key: self._checked(claim, sources) for key, claim in once.items()}
        checked = [(claim, known[claim.text, claim.markers]) for claim in said]
        if second_opinion:
            try:
                checked = [(claim, self._lowered(sentence, sources)) for claim, sentence in checked]
            except ModelError as error:
                notice = _both(notice, f"no second opinion: {error}")
        if strict:
            kept = [(claim, one) for claim, one in checked if one.verdict and one.verdict.support != "unsupported"]
            if not kept:
                return None
            if len(kept) < len(checked):
                dropped = f"left out, since unsupported: {len(checked) - len(kept)} of {len(checked)} sentences"
                notice = _both(notice, dropped)
            reply, checked = " ".join(claim.written for claim, _ in kept), kept
        cited = {marker for claim, sentence in checked for marker in (*claim.markers, *sentence.markers)}
        return Answer(
            question=hits.query,
            text=reply,
            citations=tuple(source for source in sources if source.marker in cited),
            in_guide=True,
            in_guide_score=hits.in_guide_score,
            hits=hits.hits,
            model=self._model.name,
            seconds=0.0,
            sentences=tuple(sentence for _, sentence in checked),
            unknown_markers=tuple(sorted(cited - {source.marker for source in sources})),
            notice=notice,
        )

    def beyond(self, hits: Hits, history: Sequence[Turn]) -> Generator[Event, None, Answer]:
        """Yields `Token`s; returns what the model itself knows. ModelError: see `ChatModel.stream`."""
        reply, notice = yield from _streamed(self._model.stream(prompts.beyond_messages(hits.query, history)))
        sentences = tuple(AnswerSentence(claim.text, (), None) for claim in claims(reply))
        return replace(
            uncovered(hits), text=reply, model=self._model.name, sentences=sentences, notice=notice, beyond_guide=True
        )

    def _checked(self, claim: Claim, sources: Sequence[Citation]) -> AnswerSentence:
        """The sentence with its verdict; one that cites nothing is matched to the passage that supports it, if any."""
        texts = {source.marker: source.passage.text for source in sources}
        markers = tuple(marker for marker in claim.markers if marker in texts)
        if markers:
            verdict = self._grounding.check(claim.text, [texts[marker] for marker in markers])
        elif claim.markers:
            verdict = Verdict("unsupported", 0.0)  # it names a source that isn't there
        else:
            verdicts = {marker: self._grounding.check(claim.text, [text]) for marker, text in texts.items()}
            best = max(verdicts, key=lambda marker: verdicts[marker].score)
            verdict = verdicts[best]
            # The best of many passages may pass the check by chance, where the model named none of them.
            if verdict.support == "supported" and not shares_wording(claim.text, texts[best]):
                verdict = replace(verdict, support="weak")
            markers = (best,) if verdict.support == "supported" else ()
        return AnswerSentence(claim.text, markers, verdict)

    def _lowered(self, sentence: AnswerSentence, sources: Sequence[Citation]) -> AnswerSentence:
        """The sentence with the model's verdict where that is lower. ModelError: see `ChatModel.structured`."""
        if not sentence.markers or sentence.verdict is None or sentence.verdict.support == "unsupported":
            return sentence
        cited = [source.passage.text for source in sources if source.marker in sentence.markers]
        opinion = self._second.check(sentence.text, cited)
        return replace(sentence, verdict=min(sentence.verdict, opinion, key=lambda one: one.score))

    def _sources(self, hits: Hits) -> tuple[Citation, ...]:
        """The numbered passages for the model, while they fit: the nearest of each hit that is worth reading."""
        sources: list[Citation] = []
        room = prompts.CONTEXT_TOKENS
        for hit, most in zip(hits.hits, _PASSAGES_OF_HITS, strict=False):
            if hit.score < _WORTH_READING * hits.hits[0].score:
                break
            similarity = self._retrieval.sentence_similarity(hits.read_as, hit.entry)
            nearest = {
                passage.id: max((similarity[sentence_id(passage, n)] for n in range(len(passage.sentences))), default=0)
                for passage in hit.entry.passages
            }
            chosen = sorted(hit.entry.passages, key=lambda passage: -nearest[passage.id])[:most]
            for passage in sorted(chosen, key=lambda passage: passage.line_start):
                room -= prompts.estimated_tokens(passage.text)
                if room < 0 and sources:
                    return tuple(sources)
                sources.append(Citation(len(sources) + 1, hit.entry, passage))
        return tuple(sources)


def _streamed(pieces: Iterator[str]) -> Generator[Token, None, tuple[str, str | None]]:
    """Yields tokens; returns the cleaned reply, and what should be said of it. ModelError: nothing readable came."""
    reply, notice = "", None
    try:
        for piece in pieces:
            reply += piece
            yield Token(piece)
            if len(reply) > _LONGEST_REPLY and (
                len(reply) > _LONGEST_THINKING or len(without_thinking(reply)) > _LONGEST_REPLY
            ):
                notice = f"the answer was cut after {_LONGEST_REPLY} characters"
                break
    except KeyboardInterrupt:
        if not reply.strip():
            raise
        notice = "stopped"
    reply = cleaned_reply(reply)
    if not any(character.isalnum() for character in reply):
        raise ModelError("the model's answer is empty")
    return reply, notice


def _both(notice: str | None, more: str) -> str:
    return f"{notice}; {more}" if notice else more
