"""The made-up results that laws over all results are tested on, each built when it is asked for."""

from reports import sample_model, sample_results
from reports.hostile import hostile_result

EVERY = {
    "rich": sample_results.rich_result,
    "clean": sample_results.clean_result,
    "empty": sample_results.empty_result,
    "model": sample_model.model_result,
    "regression": sample_model.regression_result,
    "hostile": hostile_result,
}
