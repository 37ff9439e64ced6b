"""Renders and checks chat templates with the installed transformers."""
