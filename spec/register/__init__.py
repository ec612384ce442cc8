"""The register: every rule of the source and every question that it leaves open, as data."""
