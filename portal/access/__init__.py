"""Who may do what, and what of a case one person may see. Pure functions over domain objects.

A social worker should be able to read `rules.py` and `family_view.py` and say whether they
are right. Nothing here knows Flask or SQLAlchemy.
"""
