"""Whether a training run goes well: logs are read as series, and rules look at them."""
