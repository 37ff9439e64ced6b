"""Loads tokenizers with the installed transformers and encodes with them."""
