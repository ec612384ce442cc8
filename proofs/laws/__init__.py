"""What must hold, as plain predicates over states and steps: tests run them on integers, proofs on symbols.

A law names its subject by its parameters: `day` (a state), `before`, `after` and `event` (a step), `p` (any
participant), `i` (any order), `pair` (any sum), `out` and `wider` (who is out before and after a round).
A file for each file of the specification that it constrains.
"""
