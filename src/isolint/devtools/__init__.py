"""Tools for people who work on isolint: `python -m isolint.devtools`."""
