"""Reading a customer's message without any model: what must be noticed whatever an engine says."""
