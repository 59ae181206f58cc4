"""Reads content/, which people write who don't program, and returns domain objects.

A pack that is broken is refused with every fault named by file and place; nothing half-read
is ever shown. Nothing here knows the web or a database.
"""
