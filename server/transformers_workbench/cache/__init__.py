"""The Hugging Face cache: what it holds, what of it is used here, and how to clean it safely."""
