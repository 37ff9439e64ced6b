"""TensorBoard: serving it from the user's environment, and finding what it would show."""
