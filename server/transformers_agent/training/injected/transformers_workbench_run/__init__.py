"""Watches a training run from inside the user's process, and stops and resumes it.

Standard library only, Python 3.9 and later; torch and transformers are the user's, used when the script has
imported them itself.
"""
