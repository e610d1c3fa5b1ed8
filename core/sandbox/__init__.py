"""Reading what strangers made in another process, within limits of memory and time."""
