"""Scenarios: what happens on a bank day, as data that a person writes, a solver finds, or a shrinker leaves."""
