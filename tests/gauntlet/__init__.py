"""A chaos harness for the desk's background work: jobs, dispatchers, workers and everything that may die.

``python -m tests.gauntlet --help``. A small seeded run of it is part of the ordinary tests.
"""
