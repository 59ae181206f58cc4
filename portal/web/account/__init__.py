"""Ways in for families: joining with a code, signing in, leaving."""
