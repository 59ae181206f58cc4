"""What workers hold: whole cases, accounts at the desk. The family side has no key to it."""
