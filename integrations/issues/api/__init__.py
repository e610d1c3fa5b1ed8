"""The HTTP API of engineering issues."""
