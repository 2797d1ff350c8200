"""driftcli: a batch drift auditor for the command line.

The package reads as one sentence, a folder for each stage, in the order in which data passes through them:
sources, profiles (built by engines), checks, suite, judgement, audit, reports, cli.
Importing this module imports none of them: ``driftcli --help`` must stay quick.
"""

__version__ = "0.1.0"
