"""The audit of a whole day's log: every order judged by the specification itself, in one scan.

Each row is mapped to a *signature*: what the rules say of the order by itself. Rows with one signature, between the
same two participants, cannot be told apart by any rule, so the specification decides each group once, with the sum of
its amounts. The SQL that computes signatures is generated from the functions of the specification.

Read in this order: `log` (the format, and what is wrong with a file), `sql` (terms become SQL), `signature` (which
functions, and why these), `decide` (the groups put to the specification), `sample` (a day's log to try it on).
"""
