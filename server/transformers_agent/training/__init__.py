"""Training in the user's environment: what a model, a data file or an installed package says."""
