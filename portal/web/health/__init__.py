"""Both sides: whether the portal stands, for machines that watch it, and whom to tell of a weakness.

It says nothing of anybody, and how it does only to this machine or to whoever holds the monitor's token.
"""
