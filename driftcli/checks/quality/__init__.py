"""Checks of data quality: whether the data arrived whole and well formed, told in words that name the fault.

One file a check, listed in ``checks/catalog.py``. Beside them stand the ideas that several share: ``shares`` (a share
of rows before and after), ``columns``, ``beyond``, ``repeats``, ``resemblance``, ``spelling``, ``type_names`` and
``moments_in_time``. They form a family of their own in the control of errors: a broken pipeline explains drift.
"""
