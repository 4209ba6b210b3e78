"""What isolint has to know about our test benches: words in `rules/`, and a rule of our own."""
