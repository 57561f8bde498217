"""Entries for tests, small and made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.domain import IndexedEntry, Passage


def entry(
    id_: str,
    question: str,
    answer: str,
    points: Sequence[str] = (),
    pitfalls: Sequence[str] = (),
    topics: Sequence[str] = ("regularization",),
) -> IndexedEntry:
    """An entry with a passage for its answer, one for its key points and one for its pitfalls."""
    parts = [((), (answer,)), (("Key points",), tuple(points)), (("Pitfalls",), tuple(pitfalls))]
    passages = tuple(
        Passage(f"{id_}#{number}", id_, trail, "\n".join(sentences), number * 10, number * 10 + 5, sentences)
        for number, (trail, sentences) in enumerate(parts, 1)
        if sentences
    )
    return IndexedEntry(id_, "guide", "question", question, "guide.md", 1, 40, tuple(topics), "basic", (), passages)


DROPOUT = entry(
    "dropout",
    "What is dropout, and why does it help?",
    "Dropout sets each unit to zero with some probability, so no unit can rely on another one.",
    [
        "Inverted dropout divides the surviving activations during training, so inference needs no correction.",
        "Dropout resembles training an ensemble of thinned networks that share weights.",
    ],
    ["Misconception: dropout makes the network smaller. In fact the units return at the next step."],
)
EARLY_STOPPING = entry(
    "early-stopping",
    "What is early stopping?",
    "Early stopping ends training when the validation loss has not improved for some epochs.",
    [
        "Patience is the number of epochs without improvement that are tolerated.",
        "The weights of the best epoch are restored at the end.",
    ],
    ["Misconception: the last epoch is the best one. In fact validation loss may have risen since."],
)
WEIGHT_DECAY = entry(
    "weight-decay",
    "How does weight decay regularize?",
    "Weight decay pulls every weight a little towards zero at each step.",
    ["Large weights are penalized by the sum of their squares.", "Biases are usually left out of the penalty."],
)
GRU = entry("gru", "What is a GRU?", "A GRU merges the gates of an LSTM into two.", topics=("sequence-models",))
ENTRIES = [DROPOUT, EARLY_STOPPING, WEIGHT_DECAY, GRU]
