"""Guides: public, without cookies, without scripts, the language and the area in the address."""
