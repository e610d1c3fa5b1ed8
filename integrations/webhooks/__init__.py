"""Webhooks out and the event stream: what happens here, told to other programs in order."""
