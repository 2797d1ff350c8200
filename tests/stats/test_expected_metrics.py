"""Expected metrics equal scikit-learn's where labels are certain, and the mean over drawn labels where they are not."""

import numpy as np
import pytest
from sklearn import metrics as sk

from driftcli.stats.expected_metrics import SeveralClasses, TwoClasses


@pytest.fixture
def binary(rng):
    score = np.round(rng.random(400), 2)  # two decimals: many equal scores
    label = (rng.random(400) < score).astype(float)
    return label, (score > 0.4).astype(float), score


def test_certain_labels_of_two_classes(binary):
    label, said, score = binary
    found = TwoClasses(said, score).metrics(label)
    assert found["tn"] + found["fp"] == (label == 0).sum()
    expected = {
        "accuracy": sk.accuracy_score(label, said),
        "balanced_accuracy": sk.balanced_accuracy_score(label, said),
        "precision": sk.precision_score(label, said),
        "recall": sk.recall_score(label, said),
        "specificity": sk.recall_score(label, said, pos_label=0),
        "f1": sk.f1_score(label, said),
        "mcc": sk.matthews_corrcoef(label, said),
        "roc_auc": sk.roc_auc_score(label, score),
        "pr_auc": sk.average_precision_score(label, score),
        "brier": sk.brier_score_loss(label, score),
        "log_loss": sk.log_loss(label, np.clip(score, 1e-15, 1 - 1e-15)),
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_certain_labels_of_several_classes(rng):
    score = rng.dirichlet([1, 1, 1], 300)
    label = np.array([rng.choice(3, p=p) for p in score])
    said = score.argmax(axis=1)
    found = SeveralClasses(said, score).metrics(np.eye(3)[label])
    assert found == pytest.approx(
        {
            "accuracy": sk.accuracy_score(label, said),
            "balanced_accuracy": sk.balanced_accuracy_score(label, said),
            "macro_precision": sk.precision_score(label, said, average="macro"),
            "macro_recall": sk.recall_score(label, said, average="macro"),
            "macro_f1": sk.f1_score(label, said, average="macro"),
            "weighted_f1": sk.f1_score(label, said, average="weighted"),
            "roc_auc": sk.roc_auc_score(label, score, multi_class="ovr", average="macro"),
        },
        abs=1e-12,
    )


def test_a_prediction_beyond_the_classes_is_never_right():
    found = SeveralClasses(np.array([3, 0])).metrics(np.eye(3)[[0, 0]])
    assert found["accuracy"] == 0.5
    assert "roc_auc" not in found


@pytest.mark.parametrize("classes", [2, 3])
def test_drawn_labels_have_the_probabilities_given(classes, rng):
    probability = rng.dirichlet(np.ones(classes), 5)
    said = TwoClasses(np.zeros(5)) if classes == 2 else SeveralClasses(np.zeros(5, dtype=np.int64))
    given = probability[:, 1] if classes == 2 else probability
    mean = np.mean([said.drawn(given, rng) for _ in range(20_000)], axis=0)
    assert mean == pytest.approx(given, abs=0.015)  # four standard errors of a share of 20,000


def test_scores_that_are_no_probabilities_have_no_losses():
    found = TwoClasses(np.array([0.0, 1.0]), np.array([-3.0, 4.0])).metrics(np.array([0.0, 1.0]))
    assert found["roc_auc"] == 1.0
    assert not {"brier", "log_loss"} & found.keys()
