"""The recipes for Python, one module each; what they share is the package `edit`."""
