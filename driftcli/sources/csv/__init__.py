"""Text files of separated values: their dialect, their records, and the types of their columns.

Read in stretches cut at line ends, typed part by part with evidence of the whole column.
"""
