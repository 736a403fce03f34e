"""A new site in five minutes and without code: detect, add, check, list; and replay, to mend what changed."""
