import uuid

from django.db import models
from django.db.models import Q

from people.models import Brand, User
from tickets.models import TicketType


class ContactForm(models.Model):
    """
    A form by which customers ask in one brand's help center.

    `fields` are those of `portal.forms.Asked`, in order, besides the address, subject and text that every
    form asks for. `type` and `product_area` are what a ticket gets where no field of the form says it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    intro = models.CharField(max_length=500, blank=True)
    type = models.CharField(max_length=20, choices=TicketType.choices, blank=True)
    product_area = models.CharField(max_length=80, blank=True)
    fields = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], condition=Q(is_default=True), name="contact_form_one_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True), name="contact_form_default_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name
