"""What the workspace asks about HubSpot."""
