"""Endpoints for one's own second factors, and for taking them from somebody who has lost theirs."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import body_of, checked_change
from core.api.views import ApiView
from core.errors import Invalid
from people import services
from people.api import factor_shapes as shapes
from people.api.factor_inputs import CodeInput, PasskeyInput, PasskeyName, ProofInput
from people.factors import totp_picture
from people.guarding import client_of
from people.selectors.factors import factors_of
from people.services import factors, proving


def _session_of(request: Request) -> str:
    return services.session_digest(request._request.session.session_key)


class FactorsView(ApiView):
    """One's own second factors."""

    scope = "people"

    @extend_schema(operation_id="me_factors", responses=shapes.FactorsShape)
    def get(self, request: Request) -> Response:
        user_id = services.own_account(self.actor)
        found = factors_of(user_id=user_id, session_key=_session_of(request), now=clock.now())
        return Response(
            {
                "has_password": found.has_password,
                "proved_until": found.proved_until,
                "totp": None if found.totp is None else _dates(found.totp),
                "passkeys": [passkey_json(row) for row in found.passkeys],
                "recovery_codes": found.recovery_codes,
            }
        )


class ProofView(ApiView):
    """A proof of who is sitting there, which counts for ten minutes and for this browser."""

    scope = "people"

    @extend_schema(operation_id="me_proof", request=ProofInput, responses=shapes.ProvedShape)
    def post(self, request: Request) -> Response:
        """Send one of `password`, `code` and `credential`."""
        services.own_account(self.actor)
        body_of(request)
        values = checked_change(ProofInput(data=request.data), request)
        if len(values) != 1:
            raise Invalid("Send one of password, code and credential.")
        return Response({"proved_until": self._prove(request, values)})

    def _prove(self, request: Request, values: dict[str, Any]) -> datetime:
        common: dict[str, Any] = {
            "actor": self.actor,
            "session_key": _session_of(request),
            "now": clock.now(),
        }
        if "password" in values:
            return proving.prove_by_password(password=values["password"], **common)
        if "code" in values:
            client = client_of(request._request) or ""
            return proving.prove_by_code(code=values["code"], client=client, **common)
        return proving.prove_by_passkey(credential=values["credential"], **common)


class ProofOptionsView(ApiView):
    """What the browser needs to ask for a passkey."""

    scope = "people"

    @extend_schema(operation_id="me_proof_passkey", request=None, responses=shapes.OptionsShape)
    def post(self, request: Request) -> Response:
        options = proving.proof_begin(actor=self.actor, session_key=_session_of(request), now=clock.now())
        return Response({"options": options["publicKey"]})


class TotpView(ApiView):
    """One's own authenticator app."""

    scope = "people"

    @extend_schema(operation_id="me_totp_begin", request=None, responses=shapes.TotpBegunShape)
    def post(self, request: Request) -> Response:
        """A new key; it counts once a code of it was sent by PUT within 15 minutes."""
        secret, uri = factors.totp_begin(actor=self.actor, session_key=_session_of(request), now=clock.now())
        return Response({"secret": secret, "uri": uri, "picture": totp_picture(uri)})

    @extend_schema(operation_id="me_totp_confirm", request=CodeInput, responses=shapes.RecoveryCodesShape)
    def put(self, request: Request) -> Response:
        services.own_account(self.actor)
        body_of(request)
        values = checked_change(CodeInput(data=request.data), request)
        added = factors.totp_confirm(
            actor=self.actor, session_key=_session_of(request), code=values["code"], now=clock.now()
        )
        return Response({"codes": added.codes})

    @extend_schema(operation_id="me_totp_remove", responses={204: None})
    def delete(self, request: Request) -> Response:
        factors.totp_remove(actor=self.actor, session_key=_session_of(request), now=clock.now())
        return Response(status=204)


class PasskeysView(ApiView):
    """One's own passkeys."""

    scope = "people"

    @extend_schema(
        operation_id="me_passkeys_add", request=PasskeyInput, responses={201: shapes.PasskeyAddedShape}
    )
    def post(self, request: Request) -> Response:
        services.own_account(self.actor)
        body_of(request)
        values = checked_change(PasskeyInput(data=request.data), request)
        added = factors.passkey_add(
            actor=self.actor, session_key=_session_of(request), now=clock.now(), **values
        )
        return Response({"passkey": passkey_json(added.row), "codes": added.codes}, status=201)


class PasskeyOptionsView(ApiView):
    """What the browser needs to make one."""

    scope = "people"

    @extend_schema(operation_id="me_passkeys_begin", request=None, responses=shapes.OptionsShape)
    def post(self, request: Request) -> Response:
        options = factors.passkey_begin(actor=self.actor, session_key=_session_of(request), now=clock.now())
        return Response({"options": options["publicKey"]})


class PasskeyView(ApiView):
    """One of them."""

    scope = "people"

    @extend_schema(operation_id="me_passkeys_rename", request=PasskeyName, responses=shapes.PasskeyShape)
    def patch(self, request: Request, passkey_id: int) -> Response:
        services.own_account(self.actor)
        body_of(request)
        values = checked_change(PasskeyName(data=request.data), request)
        row = factors.passkey_rename(
            actor=self.actor, passkey_id=passkey_id, name=values["name"], now=clock.now()
        )
        return Response(passkey_json(row))

    @extend_schema(operation_id="me_passkeys_remove", responses={204: None})
    def delete(self, request: Request, passkey_id: int) -> Response:
        factors.passkey_remove(
            actor=self.actor, session_key=_session_of(request), passkey_id=passkey_id, now=clock.now()
        )
        return Response(status=204)


class RecoveryCodesView(ApiView):
    """One's own recovery codes."""

    scope = "people"

    @extend_schema(operation_id="me_recovery_codes", request=None, responses=shapes.RecoveryCodesShape)
    def post(self, request: Request) -> Response:
        """New ones, shown this once; the ones before work no more."""
        codes = factors.recovery_codes_make(
            actor=self.actor, session_key=_session_of(request), now=clock.now()
        )
        return Response({"codes": codes})


class StaffFactorsView(ApiView):
    """Somebody's second factors."""

    scope = "people"

    @extend_schema(operation_id="staff_factors_reset", responses={200: shapes.FactorsResetShape})
    def delete(self, request: Request, user_id: int) -> Response:
        """Take them away, when a device is lost; they sign in with their password then."""
        removed = factors.factors_reset(actor=self.actor, user_id=user_id, now=clock.now())
        return Response({"removed": removed})


def passkey_json(row: Authenticator) -> dict[str, Any]:
    """A passkey as its owner sees it."""
    return {
        "id": row.pk,
        "name": row.data.get("name", ""),
        "signs_in_alone": row.wrap().is_passwordless,
        **_dates(row),
    }


def _dates(row: Authenticator) -> dict[str, Any]:
    return {"created_at": row.created_at, "last_used_at": row.last_used_at}
