"""What lies around the tests on disk: the project's root and files, how it is built, tested and run."""
