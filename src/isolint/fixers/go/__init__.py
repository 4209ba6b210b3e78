"""The recipes for Go, one module each; what they share is the package `edit`."""
