from django.apps import AppConfig


class SignOnConfig(AppConfig):
    """Staff sign in at their company's own identity provider."""

    name = "integrations.sign_on"
    label = "sign_on"
    verbose_name = "Single sign-on"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from core import ports
        from integrations.sign_on import handlers
        from integrations.sign_on.selectors.internal import local_session, may_sign_in_locally, owner_needed

        ports.local_sign_in.fill(may_sign_in_locally)
        ports.local_session.fill(local_session)
        ports.owner_needs.add("sign_on", owner_needed)
        user_logged_in.connect(handlers.on_signed_in, dispatch_uid="sign_on.on_signed_in")
