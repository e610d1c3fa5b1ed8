"""`make bench`: how long the hot paths take over HTTP, against what no helpdesk could go below."""
