"""Training runs: started from the user's own script, supervised, and shown again by any window."""
