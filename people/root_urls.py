"""Pages and files outside of the API."""

from django.urls import re_path

from people import brand_logo

urlpatterns = [re_path(r"^brand-logos/(?P<digest>[0-9a-f]{64})$", brand_logo.logo)]
