"""What must hold of the rules, and the proofs that it does, read off the very functions that run."""
