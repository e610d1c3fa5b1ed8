"""Reading a customer's message without a model: what must be noticed whatever an engine says."""
