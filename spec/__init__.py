"""The rules of the clearings, as pure functions on integers.

Read the files in this order: `money`, `readings`, `timetable`, `decisions`, `participants`, `orders`, `rulebook`,
`entry`, `revocation`, `insolvency`, `netting`, `liquidity`, `funding`, `batch_settlement`, `sum_clearing`,
`instant_clearing`, `contingency`, `finality`, `bank_day`. Each imports only from files before it, and from `rules` (how
a function says which rule it states), `records` (how a record is changed) and `tables` (persistent tables), which state
no rule.
"""
