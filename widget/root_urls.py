"""Pages outside the API: the two scripts, and the demo product that embeds them."""

from django.urls import path, re_path

from widget import demo_host
from widget.scripts import script

urlpatterns = [
    path("widget.js", script, {"name": "widget.js"}),
    path("widget-app.js", script, {"name": "widget-app.js"}),
    path("demo/api/session", demo_host.session),
    path("demo/api/sign-in", demo_host.sign_in),
    path("demo/api/token", demo_host.token),
    path("demo/api/destinations/snowflake/test", demo_host.failing),
    path("demo/api/destinations/snowflake/run", demo_host.failing),
    re_path(r"^demo/(?!api/).*$", demo_host.page),
]
