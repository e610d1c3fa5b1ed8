"""`make bench`: how long the hot paths take over HTTP, against a floor that no helpdesk could beat."""
