"""Reads of the email channel."""
