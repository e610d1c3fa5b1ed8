"""Practice: working former tickets in a room from which nothing reaches anybody."""
