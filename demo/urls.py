"""Halyard's pages and what its own server answers."""

from django.urls import path, re_path

from demo import host

urlpatterns = [
    path("demo/api/session", host.session),
    path("demo/api/sign-in", host.sign_in),
    path("demo/api/token", host.token),
    path("demo/api/destinations/snowflake/test", host.failing),
    path("demo/api/destinations/snowflake/run", host.failing),
    re_path(r"^demo/(?!api/).*$", host.page),
]
