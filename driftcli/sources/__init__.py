"""Files and frames to Arrow arrays, a column at a time: the only code that opens data files.

What a column means (its kind, its role) is decided from these arrays elsewhere. Nothing is imported here, so that
``import driftcli.sources`` costs nothing; ``open.open_source`` is the entrance and ``source.Source`` what it gives.
"""
