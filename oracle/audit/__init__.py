"""The audit of a whole day's log: every order judged by the specification itself, in one scan.

Each row is mapped to a *signature*: where its own times and its amount stand among the edges at which a rule may
change. Rows with one signature, between the same two participants, cannot be told apart by any rule, so the
specification decides each group once, with the sum of its amounts. The edges are found by running its functions.

Read in this order: `log` (the format, and what is wrong with a file), `watch` (where a rule changes), `signature` (of
which functions), `scan` (where rows are gone through), `groups` (rows become few), `sequence` (instant payments, one by
one), `decide` (the groups put to the specification), `sample` (a day's log to try it on).
"""
