"""REST of the email channel."""
