"""The engines that answer, classify and write for the assistant: one protocol, two of them, one choice."""
