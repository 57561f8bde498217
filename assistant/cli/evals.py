"""assistant eval: measurements that need no key and no network."""

from __future__ import annotations

import click

from assistant.cli.eval_answers import answers
from assistant.cli.eval_grading import grading
from assistant.cli.eval_grounding import grounding
from assistant.cli.eval_quiz import quiz
from assistant.cli.eval_retrieval import retrieval


@click.group("eval")
def eval_command() -> None:
    """Measure retrieval, the check of sentences, answers, quiz items, grades. evals/README.md says what they mean."""


for command in (retrieval, grounding, answers, quiz, grading):
    eval_command.add_command(command)
