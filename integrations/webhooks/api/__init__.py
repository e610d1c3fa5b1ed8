"""The API of webhooks and of the event stream."""
