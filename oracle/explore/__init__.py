"""The specification explored: what tells its regions apart, and test vectors at every region and edge.

Read in this order: `subjects` (what is explored: days and single functions with a few unknowns), `regions` (every path
through them), `points` (vectors: lively points of a region, and points at its edges).
"""
