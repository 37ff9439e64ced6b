"""What the Hugging Face cache of this machine holds."""
