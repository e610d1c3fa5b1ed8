"""Pages outside of the workspace: answering a survey by a signed link."""

from django.urls import path

from tickets import survey_page

urlpatterns = [path("rate/<str:token>", survey_page.rate)]
