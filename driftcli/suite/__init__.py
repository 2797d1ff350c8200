"""What is asked of the data: which checks, with which settings, for which columns.

``suite.Suite`` is the value that the audit runs on; ``load.load_suite`` makes it from flags, environment and file.
Nothing here opens data or judges; only ``scaffold`` looks at profiles, to write a first configuration.
"""
