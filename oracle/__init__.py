"""The oracle: it tests any clearing engine against the specification, and audits its logs."""
