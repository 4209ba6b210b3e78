"""Reports in one format each: the module `reporters/<format>.py` turns a report into text."""
