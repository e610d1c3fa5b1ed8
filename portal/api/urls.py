from django.urls import path

from portal.api import views

urlpatterns = [
    path("portal/brands/<slug:brand_slug>", views.PortalView.as_view()),
    path("portal/brands/<slug:brand_slug>/forms", views.FormsView.as_view()),
    path("portal/forms/<int:form_id>", views.FormView.as_view()),
]
