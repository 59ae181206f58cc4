"""One's own page, one's own copy of the plan, one's own meetings."""
