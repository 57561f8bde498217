"""The metrics of the evals, against ir_measures and scikit-learn, and at their edges."""

from __future__ import annotations

import math
import random

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import cohen_kappa_score, precision_score, recall_score, roc_auc_score

from assistant.core.metrics import (
    auroc,
    bootstrap_interval,
    hit_at,
    mean,
    ndcg_at,
    pearson,
    precision_recall,
    quadratic_kappa,
    ranks,
    recall_at,
    reciprocal_rank,
)


def random_rankings() -> list[tuple[list[str], set[str]]]:
    dice = random.Random(7)
    items = [f"d{number}" for number in range(30)]
    return [(dice.sample(items, dice.randint(1, 20)), set(dice.sample(items, dice.randint(1, 12)))) for _ in range(100)]


@pytest.mark.parametrize("k", [1, 3, 5, 10, 25])
def test_the_metrics_of_rankings_agree_with_ir_measures(k: int) -> None:
    measures = {hit_at: Success @ k, recall_at: R @ k, ndcg_at: nDCG @ k}
    for ranking, gold in random_rankings():
        judged = [ir_measures.Qrel("q", item, 1) for item in gold]
        run = [ir_measures.ScoredDoc("q", item, -rank) for rank, item in enumerate(ranking)]
        expected = ir_measures.calc_aggregate([*measures.values(), RR], judged, run)
        for metric, measure in measures.items():
            assert metric(ranking, gold, k) == pytest.approx(expected[measure]), (metric.__name__, ranking, gold)
        assert reciprocal_rank(ranking, gold) == pytest.approx(expected[RR])


def test_rankings_worked_by_hand() -> None:
    ranking, gold = ["x", "a", "y", "b"], {"a", "b", "c"}
    assert hit_at(ranking, gold, 1) == 0.0
    assert hit_at(ranking, gold, 2) == 1.0
    assert recall_at(ranking, gold, 4) == pytest.approx(2 / 3)
    assert reciprocal_rank(ranking, gold) == 0.5
    assert ndcg_at(ranking, gold, 2) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_an_empty_ranking_scores_nothing() -> None:
    assert [metric([], {"a"}, 5) for metric in (hit_at, recall_at, ndcg_at)] == [0.0, 0.0, 0.0]
    assert reciprocal_rank([], {"a"}) == 0.0
    assert reciprocal_rank(["x"], {"a"}) == 0.0


def test_a_perfect_ranking_scores_one_even_where_k_is_less_than_the_gold() -> None:
    assert ndcg_at(["a", "b"], {"a", "b", "c"}, 2) == 1.0
    assert ndcg_at(["a", "b"], {"a", "b"}, 10) == 1.0
    assert recall_at(["b", "a"], {"a", "b"}, 2) == 1.0


@pytest.mark.parametrize("digits", [1, 6])
def test_auroc_agrees_with_scikit_learn_with_ties_and_without(digits: int) -> None:
    dice = random.Random(11)
    for _ in range(50):
        positive = [round(dice.gauss(0.6, 0.3), digits) for _ in range(dice.randint(1, 40))]
        negative = [round(dice.gauss(0.4, 0.3), digits) for _ in range(dice.randint(1, 40))]
        labels = [1] * len(positive) + [0] * len(negative)
        assert auroc(positive, negative) == pytest.approx(roc_auc_score(labels, positive + negative))


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1], 1.0),
        ([0.1], [0.9, 0.8], 0.0),
        ([0.5, 0.5], [0.5], 0.5),
        ([0.9, 0.2], [0.5, 0.2], 0.625),
    ],
)
def test_auroc_worked_by_hand(positive: list[float], negative: list[float], expected: float) -> None:
    assert auroc(positive, negative) == expected


@pytest.mark.parametrize(("positive", "negative"), [([], [0.1]), ([0.1], []), ([], [])])
def test_auroc_without_either_class_is_not_a_number(positive: list[float], negative: list[float]) -> None:
    assert math.isnan(auroc(positive, negative))


def test_precision_and_recall_agree_with_scikit_learn() -> None:
    dice = random.Random(13)
    for _ in range(50):
        predicted = [True, *(dice.random() < 0.4 for _ in range(30))]
        actual = [dice.random() < 0.5, True, *(dice.random() < 0.5 for _ in range(29))]
        expected = precision_score(actual, predicted), recall_score(actual, predicted)
        assert precision_recall(predicted, actual) == pytest.approx(expected)


def test_precision_without_predictions_and_recall_without_targets_are_not_numbers() -> None:
    precision, recall = precision_recall([False, False], [True, False])
    assert math.isnan(precision)
    assert recall == 0.0
    precision, recall = precision_recall([True, False], [False, False])
    assert precision == 0.0
    assert math.isnan(recall)
    assert all(math.isnan(value) for value in precision_recall([], []))


def test_predictions_and_truths_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        precision_recall([True, False], [True])


def test_the_mean_of_nothing_is_not_a_number() -> None:
    assert mean([1.0, 2.0, 6.0]) == 3.0
    assert math.isnan(mean([]))


def test_a_bootstrap_interval_holds_the_mean_and_narrows_with_more_cases() -> None:
    dice = random.Random(17)
    rows = [dice.random() for _ in range(400)]
    low, high = bootstrap_interval(rows, mean)
    assert low < mean(rows) < high
    few_low, few_high = bootstrap_interval(rows[:25], mean)
    assert few_low < mean(rows[:25]) < few_high
    assert high - low < few_high - few_low


def test_a_bootstrap_interval_is_near_the_normal_approximation() -> None:
    dice = random.Random(19)
    rows = [float(dice.random() < 0.7) for _ in range(500)]
    share = mean(rows)
    half = 1.96 * math.sqrt(share * (1 - share) / len(rows))
    assert bootstrap_interval(rows, mean, samples=4000) == pytest.approx((share - half, share + half), abs=0.006)


def test_a_bootstrap_interval_is_the_same_for_the_same_seed() -> None:
    rows = [0.1, 0.4, 0.35, 0.8, 0.9, 0.2]
    assert bootstrap_interval(rows, mean, seed=3) == bootstrap_interval(rows, mean, seed=3)
    assert bootstrap_interval(rows, mean, seed=3) != bootstrap_interval(rows, mean, seed=4)


def test_paired_rows_can_be_compared() -> None:
    dice = random.Random(23)
    pairs = [(hard + 0.1, hard) for hard in (dice.random() for _ in range(60))]
    low, high = bootstrap_interval(pairs, lambda rows: mean([better - worse for better, worse in rows]))
    assert (low, high) == pytest.approx((0.1, 0.1))


def test_an_interval_of_nothing_or_of_no_numbers_is_not_a_number() -> None:
    assert all(math.isnan(edge) for edge in bootstrap_interval([], mean))
    assert all(math.isnan(edge) for edge in bootstrap_interval([1, 2], lambda _: math.nan))


def test_resamples_without_a_value_are_left_out_of_the_interval() -> None:
    rows = [(True, True), (False, True)]
    low, high = bootstrap_interval(rows, lambda some: precision_recall(*zip(*some, strict=True))[0])
    assert (low, high) == (1.0, 1.0)


def test_the_interval_of_equal_cases_is_a_point() -> None:
    assert bootstrap_interval([0.5] * 9, mean) == (0.5, 0.5)


@pytest.mark.parametrize("seed", range(5))
def test_agreement_agrees_with_scipy_and_scikit_learn(seed: int) -> None:
    dice = random.Random(seed)
    first = [dice.randrange(6) for _ in range(60)]
    second = [one + dice.gauss(0, 2) for one in first]
    tied = [float(round(one)) for one in second]
    assert pearson(first, second) == pytest.approx(pearsonr(first, second).statistic)
    assert pearson(ranks(first), ranks(tied)) == pytest.approx(spearmanr(first, tied).statistic)
    rated, other = [one % 4 for one in first], [dice.randrange(4) for _ in first]
    assert quadratic_kappa(rated, other, 4) == pytest.approx(cohen_kappa_score(rated, other, weights="quadratic"))


def test_agreement_of_what_does_not_vary_is_not_a_number() -> None:
    assert math.isnan(pearson([1, 1], [1, 2]))
    assert math.isnan(quadratic_kappa([0, 0], [0, 0], 4))
