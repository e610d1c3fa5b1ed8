"""The pages of the portal: rendered on the server, complete without scripts."""
