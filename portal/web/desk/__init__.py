"""The desk: workers bring in a case, look at each person's copy, publish, invite, and read what was shared."""
