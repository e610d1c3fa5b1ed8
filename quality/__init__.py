"""Quality: conversations scored against a rubric, coaching, and falls of quality over time."""
