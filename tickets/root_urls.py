"""Pages outside the workspace: answering a survey through a signed link."""

from django.urls import path

from tickets import survey_page

urlpatterns = [path("rate/<str:token>", survey_page.rate)]
