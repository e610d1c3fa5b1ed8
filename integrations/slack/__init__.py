"""Slack: a channel of customers, and where alerts go."""
