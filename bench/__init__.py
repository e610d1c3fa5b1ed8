"""`make bench`: how long the hot paths take over HTTP, against a floor that no helpdesk could beat."""

import os

# The simulation of routing reads traits of channels, which the settings declare.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
