"""Signing in by password or passkey and the second step, with our own checks in the library's views."""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from allauth.core import context
from allauth.core.ratelimit import respond_429
from allauth.headless.account.views import LoginView
from allauth.headless.mfa.inputs import AuthenticateInput, AuthenticateWebAuthnInput, LoginWebAuthnInput
from allauth.headless.mfa.views import AuthenticateView, AuthenticateWebAuthnView, LoginWebAuthnView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from fido2.webauthn import AuthenticationResponse

from core import clock
from core.cache import count
from core.errors import NotFound, RateLimited
from people.factors import is_from_our_page
from people.guarding import client_of, device_of, source_of
from people.models import User
from people.selectors.factors import factor_get
from people.services.codes import Try, WrongCode, code_take, passkey_failed
from people.services.passkeys import passkey_used
from people.sign_in import may_come_in, may_go_on

_MALFORMED = (ValueError, TypeError, KeyError, AttributeError)


def _tried(user: User) -> Try:
    request = context.request
    return Try(mark=device_of(request, user.email), client=client_of(request) or "")


def _wrong() -> ValidationError:
    error: ValidationError = get_adapter().validation_error("incorrect_code")
    return error


class CodeInput(AuthenticateInput):  # type: ignore[misc]  # the library has no types
    """A code that works once, with our count of wrong ones."""

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            kind = code_take(user_id=self.user.pk, code=code[:50], tried=_tried(self.user), now=clock.now())
        except RateLimited as error:
            raise account_adapter().validation_error("too_many_login_attempts") from error
        except (WrongCode, NotFound) as error:
            raise _wrong() from error
        self.authenticator = factor_get(user_id=self.user.pk, kind=kind)
        self.authenticator.user = self.user
        return code


class PasskeyStepInput(AuthenticateWebAuthnInput):  # type: ignore[misc]  # the library has no types
    """One of the account's passkeys, used on a page of ours."""

    def clean_credential(self) -> Authenticator:
        try:
            if not is_from_our_page(self.cleaned_data["credential"]):
                raise _wrong()
            row: Authenticator = super().clean_credential()
            _count_use(row, self.cleaned_data["credential"])
            return row
        except _MALFORMED as error:
            self._failed()
            raise _wrong() from error
        except ValidationError:
            self._failed()
            raise

    def _failed(self) -> None:
        passkey_failed(user_id=self.user.pk, tried=_tried(self.user), now=clock.now())


class PasskeySignInInput(LoginWebAuthnInput):  # type: ignore[misc]  # the library has no types
    """A passkey that names its account and has verified its owner; every reason for a no looks the same."""

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        if not is_from_our_page(credential):
            raise _wrong()
        try:
            row: Authenticator = super().clean_credential()
            is_verified = AuthenticationResponse.from_dict(
                credential
            ).response.authenticator_data.is_user_verified()
        except _MALFORMED as error:
            raise _wrong() from error
        if not is_verified or not may_come_in(row.user):
            raise _wrong()
        _count_use(row, credential)
        return row


def _count_use(row: Authenticator, credential: Any) -> None:
    told = AuthenticationResponse.from_dict(credential).response.authenticator_data.counter
    if not passkey_used(passkey_id=row.pk, counter=told, now=clock.now()):
        raise _wrong()


class _StillGood:
    """Ends a sign-in whose account has changed since its first step."""

    stage_class: Any

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stage = LoginStageController.enter(request, self.stage_class.key)
        if stage is not None and not may_go_on(request, stage.login.user):
            clear_login(request)
        response: HttpResponseBase = super().handle(request, *args, **kwargs)  # type: ignore[misc]  # of the view beside it
        return response


class CodeStepView(_StillGood, AuthenticateView):  # type: ignore[misc]  # the library has no types
    """The second step by a code."""

    input_class = CodeInput


class PasskeyStepView(_StillGood, AuthenticateWebAuthnView):  # type: ignore[misc]  # the library has no types
    """The second step by a passkey."""

    input_class = {"POST": PasskeyStepInput}


class _Bounded:
    """
    Bounds the work for one browser, or for one address of browsers that nobody has signed in with before.

    Guesses are counted elsewhere. The library would count by address alone, so that one person could keep
    everybody behind it out.
    """

    per_minute: int

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = f"people:{type(self).__name__}:{source_of(request)}"
        if count(key, timeout=60) > self.per_minute:
            refused: HttpResponseBase = respond_429(request)
            return refused
        response: HttpResponseBase = super().handle(request, *args, **kwargs)  # type: ignore[misc]  # of the view beside it
        return response


class PasswordSignInView(_Bounded, LoginView):  # type: ignore[misc]  # the library has no types
    """The first step by a password."""

    per_minute = 30


class PasskeySignInView(_Bounded, LoginWebAuthnView):  # type: ignore[misc]  # the library has no types
    """Both steps by one passkey."""

    per_minute = 60
    input_class = {"POST": PasskeySignInInput}
