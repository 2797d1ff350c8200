"""What ``driftcli explain compare`` tells: how two models are compared, by which formulas, and when it misleads."""

_COMPARE = """\
compare: which of two models is better

On the same rows (--prediction a --prediction b, the champion first) each row counts for both models, so what they have
in common cancels; of a traffic split (--model-column version) each row counts for the model that served it.

Every metric is, to first order, a mean of one value a row: its influence I, how much the row moves the metric. So

  difference   challenger less champion
  se           sqrt(sum z^2 n / (n - 1)),  z = w (I_challenger - I_champion) / sum w; summed within clusters (--cluster)
  interval     difference +- t se, 95 %, t with (sum z^2)^2 / sum z^4 - 1 degrees of freedom: a difference that hangs on
               a few rows is not called certain

For ROC AUC this is the paired test of DeLong. Accuracy on the same unweighted, unclustered rows: McNemar's test, exact
where fewer than 100 rows are right for one model only, else z; its interval is Tango's. PR AUC: 200 bootstrap draws of
rows or clusters (--seed), influence values beyond 20,000 of them.

  no relevant difference   both one-sided tests put the difference within +- delta (0.005; for RMSE, MAE, log loss and
                           the like this share of the champion's value)                                  -> equivalent
  better, worse            else, the two-sided test of no difference rejects at 0.05
  too little data          neither: what difference would have been seen, and how many rows would tell, is printed

Only one metric decides: accuracy; ROC AUC (F1 without scores) where the rarer of two classes has less than 20 %, macro
F1 where one of several has more than 80 %; RMSE for numbers; --metric names another. p-values are adjusted by Holm's
method over all pairs of models by that metric, over all other metrics, and over segments (--segment), each a family.

  exit 0   nothing that --fail-if names (worse by default; better, different, never)
  exit 1   it holds for a challenger beside the champion, by the deciding metric on all rows
  exit 5   too little data: fewer than 30 rows or 10 of the rarer class, one class only, or no answer either way

When it misleads: rows of one user or machine that are taken as independent; models tuned on these very rows; labels
that only exist because a model said so; a split in which the models served different kinds of rows; rows that one model
did not answer, which are left out and counted. Better on average may be worse in a segment.

References: McNemar 1947; Tango 1998; DeLong, DeLong and Clarke-Pearson 1988; Schuirmann 1987; Holm 1979; Efron 1982.
"""


def compare() -> str:
    """Tell how models are compared."""
    return _COMPARE
