"""Reads of practice sets and their cases."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.actors import Actor
from core.errors import NotFound
from practice.models import PracticeAttempt, PracticeCase, PracticeSet


def sets_listed(*, actor: Actor) -> QuerySet[PracticeSet]:
    """The sets that the actor may practice, with `cases` and how many of them they have `finished`."""
    cases = PracticeCase.objects.filter(set=OuterRef("pk")).order_by().values("set").annotate(n=Count("pk"))
    own = PracticeAttempt.objects.filter(
        case__set=OuterRef("pk"), person=actor.user_id, finished_at__isnull=False
    )
    done = own.order_by().values("case__set").annotate(n=Count("case", distinct=True))
    return (
        PracticeSet.objects.visible_to(actor)
        .select_related("article")
        .annotate(
            cases=Coalesce(Subquery(cases.values("n")), 0), finished=Coalesce(Subquery(done.values("n")), 0)
        )
        .order_by("name", "pk")
    )


def set_get(*, actor: Actor, set_id: int) -> PracticeSet:
    """One set as `sets_listed` has it; raises NotFound."""
    found = sets_listed(actor=actor).filter(pk=set_id).first()
    if found is None:
        raise NotFound("There is no such practice set, or you may not see it.")
    return found


def cases_of(*, actor: Actor, set_id: int) -> list[PracticeCase]:
    """The cases of a set that the actor sees, as they were drawn; raises NotFound."""
    cases = PracticeCase.objects.filter(set=set_get(actor=actor, set_id=set_id))
    # What an erasure emptied is nothing to work any more.
    return list(cases.exclude(messages=[]).order_by("pk"))


def case_get(*, actor: Actor, case_id: int) -> PracticeCase:
    """One case of a set that the actor sees; raises NotFound."""
    sets = PracticeSet.objects.visible_to(actor)
    found = PracticeCase.objects.filter(set__in=sets, pk=case_id).select_related("set").first()
    if found is None:
        raise NotFound("There is no such case, or you may not see it.")
    return found
