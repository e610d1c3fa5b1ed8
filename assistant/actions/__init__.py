"""Actions of the assistant: what it may look up or do for a customer who has proven who they are."""
