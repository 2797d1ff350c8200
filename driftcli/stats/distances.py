"""Index of the reported distances: one place to import them from, each family in its own file."""

from driftcli.stats.contingency import chi2_p_value, cramers_v, cramers_v_corrected, g_statistic, pearson_chi2
from driftcli.stats.ecdf_distances import (
    energy_distance,
    energy_distance_of,
    steps_of,
    trimmed_wasserstein,
    trimmed_wasserstein_of,
    wasserstein,
    wasserstein_of,
)
from driftcli.stats.kolmogorov import ks_p_value, ks_statistic
from driftcli.stats.rank_distances import AndersonDarling, CramerVonMises, anderson_darling, cramer_von_mises
from driftcli.stats.share_distances import (
    hellinger,
    js_distance,
    kl_divergence,
    psi,
    psi_null_quantile,
    total_variation,
    total_variation_null_mean,
)

__all__ = [
    "AndersonDarling",
    "CramerVonMises",
    "anderson_darling",
    "chi2_p_value",
    "cramer_von_mises",
    "cramers_v",
    "cramers_v_corrected",
    "energy_distance",
    "energy_distance_of",
    "g_statistic",
    "hellinger",
    "js_distance",
    "kl_divergence",
    "ks_p_value",
    "ks_statistic",
    "pearson_chi2",
    "psi",
    "psi_null_quantile",
    "steps_of",
    "total_variation",
    "total_variation_null_mean",
    "trimmed_wasserstein",
    "trimmed_wasserstein_of",
    "wasserstein",
    "wasserstein_of",
]
