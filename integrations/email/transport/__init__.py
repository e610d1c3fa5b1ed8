"""The wires: IMAP, SMTP, sign-in at providers and what they post to us. Nothing here knows the database."""
