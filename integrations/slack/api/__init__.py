"""Endpoints of Slack."""
