"""One rule, one function: what it looks for, from which evidence, and where its thresholds come from."""
