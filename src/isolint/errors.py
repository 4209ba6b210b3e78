"""The user's own mistakes, each one sentence that says what to do."""


class UsageError(Exception):
    """A bad option, configuration or catalogue; ends the run with exit code 2."""


def reason(error: OSError) -> str:
    """What the system says, as a part of a sentence."""
    return (error.strerror or "unknown reason").lower()
