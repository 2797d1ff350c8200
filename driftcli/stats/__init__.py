"""Numbers in, numbers out: the statistics of two samples, given as counts.

One idea a file. Nothing here knows of files, columns, thresholds or drift policy, and nothing but NumPy and
``scipy.special`` is imported, because ``scipy.stats`` alone would double the start-up time of the program.

Everywhere the reference comes before the current sample, and two samples are two arrays of counts over the same
cells. Empty samples are legal: they give a p-value of 1 and a size of 0, never an exception, a warning or NaN.
"""
