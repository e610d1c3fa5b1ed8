"""What all systems share: credentials, sign-in, calls with their log, cursors, webhooks, health."""
