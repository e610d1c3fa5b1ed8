"""Reading mail in another process, within limits."""
