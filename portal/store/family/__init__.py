"""What families can open: doors, published copies, their own words. Never a whole case."""
