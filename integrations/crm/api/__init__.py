"""What the workspace asks about the CRM."""
