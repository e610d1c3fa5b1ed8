"""Parsing mail in another process, within limits."""
