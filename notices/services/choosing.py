"""One's own choices about notices."""

from collections.abc import Mapping
from datetime import time

from django.db import transaction

from core.actors import Actor
from core.errors import Invalid
from notices import selectors
from notices.choices import NEVER_MAILED, Choices, Wish
from notices.models import Choice, Mail, Quiet


@transaction.atomic
def choices_update(
    *,
    actor: Actor,
    wishes: Mapping[str, Wish],
    quiet: tuple[time, time] | None,
    digest_at: time,
) -> Choices:
    """
    Choose by kind, and set the quiet hours (None for none) and the time of the daily mail.

    Raises Invalid for quiet hours that have no length, and for mail about what is never mailed.
    """
    user_id = actor.staff_id
    if quiet is not None and quiet[0] == quiet[1]:
        raise Invalid(
            "Quiet hours must end at another time than they begin.",
            errors={"quiet_ends": ["Choose another time."]},
        )
    if mailed := sorted(kind for kind in NEVER_MAILED if kind in wishes and wishes[kind].mail != Mail.NEVER):
        raise Invalid(
            f"Nobody gets mail about {', '.join(mailed)}.",
            errors={"kinds": [f"Choose {Mail.NEVER} for {', '.join(mailed)}."]},
        )
    Choice.objects.bulk_create(
        [
            Choice(user_id=user_id, kind=kind, is_shown=wish.is_shown, mail=wish.mail)
            for kind, wish in wishes.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["is_shown", "mail"],
    )
    begins, ends = quiet if quiet is not None else (None, None)
    Quiet.objects.update_or_create(
        user_id=user_id, defaults={"begins": begins, "ends": ends, "digest_at": digest_at}
    )
    return selectors.own_choices(actor=actor)
