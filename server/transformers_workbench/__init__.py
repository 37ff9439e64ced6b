"""Transformers Workbench: what knows. A language server and a command line over the same rooms."""

__version__ = "0.1.0"
