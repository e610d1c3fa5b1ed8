"""Addresses outside of the API: the scripts."""

from django.urls import path

from widget.scripts import script

urlpatterns = [
    path("widget.js", script, {"name": "widget.js"}),
    path("widget-app.js", script, {"name": "widget-app.js"}),
    path("widget-recorder.js", script, {"name": "widget-recorder.js"}),
]
