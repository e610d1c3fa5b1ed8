"""Imports, what each of them brought, and what it did not."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.models import Brand, User


class Source(models.TextChoices):
    """Where an export comes from."""

    ZENDESK = "zendesk", "Zendesk"
    FRESHDESK = "freshdesk", "Freshdesk"
    INTERCOM = "intercom", "Intercom"
    MBOX = "mbox", "Mailbox (mbox)"


class State(models.TextChoices):
    """How far an import is."""

    READING = "reading", "Being read"
    READ = "read", "Read"
    CHECKING = "checking", "Dry run"
    CHECKED = "checked", "Tried"
    RUNNING = "running", "Running"
    STOPPED = "stopped", "Stopped"
    DONE = "done", "Done"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    FAILED = "failed", "Could not be read"


BUSY = (State.READING, State.CHECKING, State.RUNNING, State.UNDOING)


class Phase(models.TextChoices):
    """When something was set aside."""

    READ = "read", "Reading"
    CHECK = "check", "Dry run"
    RUN = "run", "Run"
    UNDO = "undo", "Undo"


class Import(models.Model):
    """
    One export that comes over.

    `path` is below MEDIA_ROOT, empty once the file is deleted. `mapping` are rows of `mapping.Row`.
    `position` is where the present work goes on: `step` and `after`, a position of the stage or an id.
    `tally` counts by phase, kind and outcome. `lease_until`: until then a worker reads it.
    """

    source = models.CharField(max_length=10, choices=Source.choices)
    account = models.CharField(max_length=60, blank=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    mapping = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    position = models.JSONField(default=dict)
    tally = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    error = models.CharField(max_length=400, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="import_by_state")]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class Trace(models.Model):
    """
    What a record of theirs is here: the memory by which nothing comes twice.

    `local_id` is a ticket, contact, company or redirect. `is_made`: the import made it, it was not here
    before. `stamp` is what an unchanged ticket still has; `theirs` their state of it that was last taken
    over; `parts` are the messages of a ticket that were. It holds ids alone, so it outlives the erasure of a
    person, and a later export does not bring them back.
    """

    import_run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    account = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10)
    external_id = models.CharField(max_length=200)
    local_id = models.BigIntegerField()
    is_made = models.BooleanField()
    stamp = models.CharField(max_length=60, blank=True)
    theirs = models.CharField(max_length=200, blank=True)
    parts = ArrayField(models.CharField(max_length=200), default=list)
    marks = models.JSONField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "account", "kind", "external_id"], name="trace_once")
        ]
        indexes = [
            models.Index(fields=["import_run", "kind", "id"], name="trace_by_import"),
            models.Index(fields=["kind", "local_id"], name="trace_by_record"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class Issue(models.Model):
    """A record that did not come, or not as it was: a code, and where it stands in the export."""

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")
    phase = models.CharField(max_length=6, choices=Phase.choices)
    kind = models.CharField(max_length=10, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=30)
    file = models.CharField(max_length=200, blank=True)
    line = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["import_run", "phase", "id"], name="issue_by_import")]

    def __str__(self) -> str:
        return f"{self.code} {self.external_id}"
