"""The email channel: mailboxes, ingest, threading, automatic mail and delivery."""
