"""isolint reads a test suite and says which tests break each other when they run in parallel."""

__version__ = "0.1.0"
