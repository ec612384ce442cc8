"""Stress tests: what becomes of a day if a participant, or two, fail at any moment of it, or lose their lines.

Every outcome is that of the specification on a day with a few events more; no rule is stated here.

Read in this order: `failures` (who fails, how, and when), `settlements` (what a settlement did, and what it lacked),
`contagion` (how it spreads), `cases` (all of them together), `picture`.
"""
