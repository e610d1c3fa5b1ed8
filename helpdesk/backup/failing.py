"""What stops a backup or a restore."""


class BackupError(Exception):
    """It cannot be done; the text says to an operator why, and what to do."""
