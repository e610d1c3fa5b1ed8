from django.db import models

from people.models.customers import Contact
from people.models.staff import User


class ContactMerge(models.Model):
    """
    A staff decision that two contacts are one; never changed, its undo is a row of its own.

    `steps` holds the ids of what moved and the names of the fields that were filled: their values are still
    on the tombstone.
    """

    target = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    steps = models.JSONField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Contact {self.source_id} into {self.target_id}"


class ContactMergeUndo(models.Model):
    """The undo of a merge, done at most once."""

    merge = models.OneToOneField(ContactMerge, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Merge {self.merge_id} undone"
