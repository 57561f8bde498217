# Targets for those who change the assistant. To use it, `pip install .` is all.

.PHONY: check test lint types eval bench docs contents

check: lint types test eval

test:
	pytest

lint:
	ruff check
	ruff format --check
	lint-imports

types:
	mypy

# The floor is below what was measured on the test split (evals/README.md), by about its interval.
eval:
	assistant eval retrieval \
		--fail-under 'hit@1=0.75' --fail-under 'hit@5=0.89' --fail-under 'ndcg@10=0.82' \
		--fail-under 'abstention_auroc=0.85' --fail-under 'near_auroc=0.78' --fail-under 'answered=0.88'
	assistant eval grounding --fail-under 'auroc=0.69' --fail-over 'false_supported=0.15'
	assistant eval answers --fail-under 'citation_precision=0.97' --fail-under 'citation_recall=0.95'
	assistant eval grading --fail-under 'pearson=0.7' --fail-over 'false_correct=0.05'
	assistant eval quiz --topic regularization --fail-under 'sound=1' --fail-over 'near_duplicates=0.02' --fail-over 'longest_is_right=0.4'

bench:
	python evals/benchmarks/bench.py

docs:
	pytest tests/test_docs.py

# The table of contents of the guide, in corpus/README.md.
contents:
	python -m tests.corpus.contents
