"""The records that cross every border; this package imports nothing of ours."""
