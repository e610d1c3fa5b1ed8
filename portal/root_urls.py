"""
The customers' pages, below /help/ and before the articles there.

They end with a slash, which no article's address does: none can take the place of another.
"""

from django.urls import path

from portal.api.pages import access, contact, requests

REQUEST = "<slug:brand_slug>/requests/<uuid:request_id>"

urlpatterns = [
    path("<slug:brand_slug>/contact/", contact.contact),
    path("<slug:brand_slug>/sign-in/", access.sign_in),
    path("<slug:brand_slug>/sign-in/<str:token>/", access.use_link),
    path("<slug:brand_slug>/sign-out/", access.sign_out),
    path("<slug:brand_slug>/requests/", requests.listing),
    path(f"{REQUEST}/", requests.detail),
    path(f"{REQUEST}/reply/", requests.reply),
    path(f"{REQUEST}/solved/", requests.solve),
    path(f"{REQUEST}/rating/", requests.rate),
    path(f"{REQUEST}/files/<uuid:file_id>", requests.download),
]
