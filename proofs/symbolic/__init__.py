"""How the specification is read symbolically: the trusted base of every proof.

Read in this order: `proxies` (symbolic numbers), `paths` (running a function down every branch, or merging the
branches into one value), `rewrite` (comprehensions become calls), `maps` (tables of any size, sums and quantifiers by
witness), `loading` (the same source under these), `lemmas` (the facts about sums that `maps` uses, proved).

What guards it: the rewritten source gives the same results on integers as the plain one; every law has a twin that must
fail; every mutant of the specification must break a proof; two solvers read the same text.
"""
