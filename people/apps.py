from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Brands, staff, teams, roles, companies, contacts."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from core import live, persons, setup
        from core.events import subscribe
        from people import handlers, sign_in, topics
        from people.api import security  # noqa: F401 (registers itself with the API's schema)
        from people.events import AddressChangeAsked, PasswordForgotten
        from people.selectors import setup as guide
        from people.services import kept as words

        persons.add("people", words.PERSONS)
        live.authorizers.add("queue", topics.may_follow_queue)
        live.authorizers.add("user", topics.may_follow_user)
        live.authorizers.add("contact", topics.may_follow_contact)
        user_logged_out.connect(sign_in.on_signed_out, dispatch_uid="people.on_signed_out")
        user_logged_in.connect(sign_in.on_signed_in, dispatch_uid="people.on_signed_in")
        subscribe(PasswordForgotten, handlers.on_password_forgotten, key="people.on_password_forgotten")
        setup.ways.add(setup.Way("brand", "brand", 10, "people", guide.brand_way))
        setup.ways.add(setup.Way("invite", "people", 40, "people", guide.invite_way))
        setup.rules.add(setup.Rule("survey", 40, "people", guide.survey_rule))
        subscribe(AddressChangeAsked, handlers.on_address_change_asked, key="people.on_address_change_asked")
