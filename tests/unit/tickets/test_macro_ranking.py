"""Which macros solved tickets like this one."""

from tickets.macro_ranking import Record, Traits, Use, likeness, lower_bound, records, words_of


def traits(subject: str = "", *tags: str, area: str = "", type_: str = "") -> Traits:
    return Traits(area, type_, frozenset(tags), words_of(subject))


def test_words_that_say_nothing_are_left_out() -> None:
    assert words_of("Please help: the nightly export does not arrive") == {"nightly", "export", "arrive"}


def test_likeness_counts_area_tags_words_and_type() -> None:
    one = traits("Nightly export empty", "exports", area="Exports", type_="bug")
    assert likeness(one, one) == (3 + 2 + 3 + 1, ("Exports", "exports", "empty", "export", "nightly"))
    assert likeness(one, traits("Invoice missing")) == (0, ())
    assert likeness(traits(), traits()) == (0, ())


def test_only_similar_and_decided_tickets_count_and_each_once() -> None:
    here = traits("Nightly export empty", area="Exports")
    like = traits("Export stopped", area="Exports")
    uses = [
        Use(1, 10, like, True),
        Use(1, 10, like, False),
        Use(1, 11, like, False),
        Use(1, 12, like, None),
        Use(1, 13, traits("Invoice missing"), True),
        Use(2, 10, like, True),
    ]
    assert records(here, uses) == {
        1: Record(similar=2, solved=1, shared=("Exports", "export"), examples=(10,)),
        2: Record(similar=1, solved=1, shared=("Exports", "export"), examples=(10,)),
    }


def test_one_lucky_use_does_not_overtake_many_good_ones() -> None:
    assert lower_bound(1, 1) < lower_bound(18, 20)
    assert lower_bound(0, 0) == lower_bound(0, 5) == 0.0
    # Wilson 1927, eq. 1, with z = 1.645: (0.9 + 0.06765 - 1.645 * sqrt(0.0045 + 0.00169)) / 1.1353
    assert abs(lower_bound(18, 20) - 0.7384) < 0.001
