"""Paths of billing below `/api/v1/`."""

from django.urls import path

from integrations.stripe.api import views

urlpatterns = [
    path("tickets/<int:number>/billing", views.TicketBillingView.as_view()),
    path("companies/<int:company_id>/billing", views.CompanyBillingView.as_view()),
    path("billing/<int:billing_id>", views.BillingView.as_view()),
    path("billing/<int:billing_id>/sync", views.BillingSyncView.as_view()),
    path("billing/<int:billing_id>/customers", views.BillingCustomersView.as_view()),
    path("billing/customers/<int:customer_id>", views.BillingCustomerView.as_view()),
]
