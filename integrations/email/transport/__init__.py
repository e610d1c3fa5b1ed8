"""The wires: IMAP, SMTP, provider sign-in and provider posts. Nothing here knows the database."""
