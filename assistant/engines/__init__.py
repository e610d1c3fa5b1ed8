"""What answers, sorts and writes for the assistant: one protocol, two engines, one choice of which."""
