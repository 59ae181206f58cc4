"""Talks HTTP; knows Flask; holds no rules. One blueprint a folder, and `kit` that they share."""
