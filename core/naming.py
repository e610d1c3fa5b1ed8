"""Which tickets a row of JSON is about, as an expression of the database that has an index."""

from django.db.models import Func, JSONField


class Members(Func):
    """The values of all members of this name in JSON, however deep."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s, '$.**.%(member)s'::jsonpath)"
    output_field = JSONField()


class Together(Func):
    """Several arrays of JSON as one."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = JSONField()


def numbers_in(*columns: str) -> Together:
    """The numbers of the tickets that JSON in these columns names, by the members that we write one in."""
    return Together(*(Members(one, member=name) for one in columns for name in ("number", "ticket_id")))
