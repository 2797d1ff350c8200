"""Profiles built by Spark's executors and merged in a tree; the driver gets one profile a side and judges it.

The only code that knows pyspark. ``engine`` is the entrance; what runs in executors is in ``parts``, ``survey_job`` and
``count_job``, and knows no pyspark but for the number of its partition.
"""
