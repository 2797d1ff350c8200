"""Measurements to findings, diagnosis and verdict: error rates are controlled here and nowhere else."""
