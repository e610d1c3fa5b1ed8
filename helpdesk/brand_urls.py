"""What a brand's own host answers: its help center and portal, its logo, what search engines ask for."""

from django.urls import include, path, re_path

from kb import help_center

handler400 = "helpdesk.spa.bad_request"
handler404 = "helpdesk.spa.page_not_found"
handler500 = "helpdesk.spa.server_error"

urlpatterns = [
    path("robots.txt", help_center.robots),
    path("help/", include("portal.root_urls")),
    path("help/", include("kb.root_urls")),
    path("", include("people.root_urls")),
    # Nothing of the workspace, whose own misses are told as such.
    re_path(r"^(?!api/v1/|app/|static/|docs/errors|rate/)", help_center.old_address),
]
