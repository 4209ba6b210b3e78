"""Front ends turn one file into facts, from its bytes alone."""
