"""What the field is about: cases, plans, meetings, words. Plain dataclasses and functions.

Standard library only. This room knows no web, no database and no file format.
"""
