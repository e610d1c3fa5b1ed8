"""What the workspace asks about billing."""
