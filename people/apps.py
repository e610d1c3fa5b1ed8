from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Brands, staff, teams, roles, companies, contacts."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from core import live
        from people import topics
        from people.api import security  # noqa: F401 (registers itself with the API's description)

        live.authorizers.add("queue", topics.may_follow_queue)
        live.authorizers.add("user", topics.may_follow_user)
        live.authorizers.add("contact", topics.may_follow_contact)
