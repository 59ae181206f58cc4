"""Foreign formats, and only here: case files in and out, calendar files out.

What comes from outside is read, checked against its contract and turned into domain objects; what
breaks a rule is refused whole, and never quoted. This room opens no database and asks nobody who
may do what.
"""
