"""Episodes: the script, its evidence, its findings and the verdicts on it."""
