"""The user's own mistakes, each one sentence that says what to do."""


class UsageError(Exception):
    """A bad option, configuration or catalogue; ends the run with exit code 2."""
