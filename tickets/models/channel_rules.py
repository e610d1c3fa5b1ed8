from django.db import models

from people.models import Brand, Team, User
from tickets.channels import channel_choices
from tickets.models.choices import ReplyBy, TicketType


class ChannelRule(models.Model):
    """
    What holds for new tickets of a channel that has no settings of its own elsewhere.

    Without a row a channel is on and decides nothing. What a ticket's opener says goes before all of it.
    `tells_customer`: what an agent writes down of a call goes to the customer, unless they choose otherwise.
    """

    channel = models.CharField(max_length=10, choices=channel_choices, unique=True)
    is_on = models.BooleanField(default=True, db_default=True)
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    type = models.CharField(max_length=20, choices=TicketType.choices, blank=True, default="", db_default="")
    reply_by = models.CharField(
        max_length=10, choices=ReplyBy.choices, blank=True, default=ReplyBy.CHANNEL, db_default=""
    )
    tells_customer = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["channel"]

    def __str__(self) -> str:
        return self.channel
