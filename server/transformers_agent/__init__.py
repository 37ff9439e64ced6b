"""What runs in the user's environment: the standard library and what they installed, nothing else of ours."""
