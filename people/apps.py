from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Brands, staff, teams, roles, companies, contacts."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from core import live
        from people import sign_in, topics
        from people.api import security  # noqa: F401 (registers itself with the API's description)

        live.authorizers.add("queue", topics.may_follow_queue)
        live.authorizers.add("user", topics.may_follow_user)
        live.authorizers.add("contact", topics.may_follow_contact)
        user_logged_out.connect(sign_in.on_signed_out, dispatch_uid="people.on_signed_out")
