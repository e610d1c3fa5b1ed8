"""How far scheduled reports got."""

from collections.abc import Iterable

from integrations.email.models import OutgoingKind, OutgoingMail


def report_mail_states(keys: Iterable[str]) -> dict[str, str]:
    """How far reports got (`OutgoingState`), by the keys they were queued with."""
    rows = OutgoingMail.objects.filter(kind=OutgoingKind.REPORT, dedupe_key__in=list(keys))
    return dict(rows.values_list("dedupe_key", "state"))
