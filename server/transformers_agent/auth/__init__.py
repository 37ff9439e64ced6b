"""The account: which token is in use, what it may read, and changing it, by the installed huggingface_hub."""
