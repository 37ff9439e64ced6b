"""TensorBoard: one server a set of log folders, found again by every window and the command line."""
