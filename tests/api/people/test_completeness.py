"""How many companies have the facts by which they are served."""

from people.models import Company
from tests.cast import Cast


def test_the_shares_count_what_is_known(cast: Cast) -> None:
    Company.objects.all().delete()
    for number in range(10):
        Company.objects.create(
            name=f"C{number}",
            arr=1000 if number < 7 else None,
            segment_override="smb" if number == 7 else "",
            csm=cast.agent if number < 6 else None,
            renewal_on="2026-05-01" if number < 3 else None,
        )
    told = cast.api(cast.read_only).get("companies/completeness").json()
    assert (told["companies"], told["enough_percent"]) == (10, 70)
    facts = {row["name"]: (row["known"], row["percent"], row["is_enough"]) for row in told["facts"]}
    assert facts == {
        "arr": (7, 70, True),
        "segment": (8, 80, True),
        "csm": (6, 60, False),
        "renewal": (3, 30, False),
    }


def test_a_manager_who_has_left_is_none(cast: Cast) -> None:
    Company.objects.all().delete()
    Company.objects.create(name="C", csm=cast.agent)
    type(cast.agent).objects.filter(pk=cast.agent.pk).update(is_active=False)
    told = cast.api(cast.admin).get("companies/completeness").json()
    assert next(row for row in told["facts"] if row["name"] == "csm")["known"] == 0


def test_without_companies_there_is_no_share(cast: Cast) -> None:
    Company.objects.all().delete()
    told = cast.api(cast.admin).get("companies/completeness").json()
    assert told["companies"] == 0
    assert {row["percent"] for row in told["facts"]} == {None}
