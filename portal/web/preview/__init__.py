"""For who writes: a guide at a phone's width with its lint beside it. On this machine alone, without any family."""
