"""Tokens of the Hugging Face Hub: whose they are, what they open, and those that leaked into a text."""
