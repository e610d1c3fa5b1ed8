"""Endpoints of health and signals."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from insights import services
from insights.api import health_rendering as rendering
from insights.api import health_shapes as shapes
from insights.api.health_serializers import (
    SIGNALS,
    CorrectionInput,
    OutcomeInput,
    SignalChangeInput,
    SignalRulesInput,
    SignalsForm,
    UsageInput,
)
from insights.api.views import InsightsApi, read_form
from insights.selectors import health, signals


class HealthApi(InsightsApi):
    """What those of one company share."""

    def health(self, company_id: int) -> Response:
        """The company's health as it is now."""
        found = health.health_get(actor=self.actor, company_id=company_id)
        may = health.may_correct(self.actor)
        return Response(rendering.health_json(found, may_correct=may, now=clock.now()))


class CompanyHealthView(HealthApi):
    """The health of a company."""

    @extend_schema(
        operation_id="insights_health_get",
        responses=shapes.CompanyHealthShape,
        summary="Get the health of a company with its reasons",
        description="For the company's CSM and who may see the insights, if they see all tickets.",
    )
    def get(self, request: Request, company_id: int) -> Response:
        return self.health(company_id)


class CorrectionsView(HealthApi):
    """Corrections of reasons."""

    @extend_schema(
        operation_id="insights_health_correct",
        request=CorrectionInput,
        responses=shapes.CompanyHealthShape,
        summary="Correct a reason of a company's health until a day",
    )
    def post(self, request: Request, company_id: int) -> Response:
        values = read_form(CorrectionInput, request.data)
        services.reason_correct(actor=self.actor, company_id=company_id, **values, now=clock.now())
        return self.health(company_id)


class CorrectionView(HealthApi):
    """One correction."""

    @extend_schema(
        operation_id="insights_health_uncorrect",
        responses={200: shapes.CompanyHealthShape},
        summary="Take a correction of a company's health back",
    )
    def delete(self, request: Request, company_id: int, reason: str) -> Response:
        services.correction_end(actor=self.actor, company_id=company_id, reason=reason, now=clock.now())
        return self.health(company_id)


class CompanyUsageView(InsightsApi):
    """How much a company uses the product."""

    @extend_schema(
        operation_id="insights_usage_put",
        request=UsageInput,
        responses=shapes.CompanyUsageShape,
        summary="Tell how many people of a company use the product",
        description="Of the week before the day. The same day replaces. Compared with four weeks before.",
    )
    def put(self, request: Request, company_id: int) -> Response:
        values = read_form(UsageInput, request.data)
        row = services.usage_tell(actor=self.actor, company_id=company_id, **values, now=clock.now())
        return Response({"on": row.on.isoformat(), "people": row.people})


class CompanyOutcomeView(InsightsApi):
    """How a company's term ended."""

    @extend_schema(
        operation_id="insights_outcome_put",
        request=OutcomeInput,
        responses=shapes.CompanyOutcomeShape,
        summary="Tell whether a company renewed or was lost",
        description="Renewals that move a term ahead are noted by themselves. The same day replaces.",
    )
    def put(self, request: Request, company_id: int) -> Response:
        values = read_form(OutcomeInput, request.data)
        row = services.outcome_tell(actor=self.actor, company_id=company_id, **values, now=clock.now())
        return Response({"on": row.on.isoformat(), "kind": row.kind, "score": row.score})


class CalibrationView(InsightsApi):
    """Health against what became of companies."""

    @extend_schema(
        operation_id="insights_health_calibration",
        responses=shapes.HealthCalibrationShape,
        summary="Get how many companies of each health band renewed",
    )
    def get(self, request: Request) -> Response:
        return Response(rendering.calibration_json(*health.calibration(actor=self.actor)))


class SignalRulesView(InsightsApi):
    """Weights, budgets and leads."""

    tagged = ("GET", "PUT")

    @extend_schema(
        operation_id="insights_rules_get",
        responses=shapes.SignalRulesShape,
        summary="Get the rules of health and signals",
    )
    def get(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(
        operation_id="insights_rules_publish",
        request=SignalRulesInput,
        responses=shapes.SignalRulesShape,
        summary="Publish rules of health and signals",
        description="A new version, by which every company is worked out anew. `If-Match` with the ETag of "
        "GET refuses to overwrite what somebody published in between.",
    )
    def put(self, request: Request) -> Response:
        services.signal_rules_publish(
            actor=self.actor,
            content=read_form(SignalRulesInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer()

    def _answer(self) -> Response:
        force, versions, owners = health.rules_read_by(actor=self.actor)
        return Response(rendering.rules_json(force, versions, owners), headers={"ETag": etag(force.version)})


class SignalRulesTrialView(InsightsApi):
    """What other rules would do."""

    asks = True

    @extend_schema(
        operation_id="insights_rules_try",
        request=SignalRulesInput,
        responses=shapes.SignalRulesTrialShape,
        summary="Try rules of health on all companies",
        description="By what is known of each company now; nothing changes.",
    )
    def post(self, request: Request) -> Response:
        rules = services.rules_read(read_form(SignalRulesInput, request.data))
        return Response(rendering.trial_json(health.rules_tried(actor=self.actor, rules=rules)))


class SignalsView(InsightsApi):
    """Signals."""

    @extend_schema(
        operation_id="insights_signals",
        parameters=SIGNALS,
        responses=shapes.SignalsShape,
        summary="List signals, the strongest first",
        description="All to who may see the insights, one's own to other staff; only who sees all tickets "
        "has any.",
    )
    def get(self, request: Request) -> Response:
        values = read_form(SignalsForm, request.query_params)
        found = signals.signals_listed(
            actor=self.actor,
            which=values["list"],
            company_id=values.get("company_id"),
            now=clock.now(),
        )
        return Response(rendering.signals_json(found))


class SignalView(InsightsApi):
    """One signal."""

    tagged = ("GET", "PATCH")

    @extend_schema(
        operation_id="insights_signals_get",
        responses=shapes.WholeSignalShape,
        summary="Get a signal with its evidence",
    )
    def get(self, request: Request, signal_id: int) -> Response:
        return self._answer(signal_id)

    @extend_schema(
        operation_id="insights_signals_change",
        request=SignalChangeInput,
        responses=shapes.WholeSignalShape,
        summary="Set the state, owner, action or verdict of a signal",
    )
    def patch(self, request: Request, signal_id: int) -> Response:
        services.signal_change(
            actor=self.actor,
            signal_id=signal_id,
            changes=read_form(SignalChangeInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer(signal_id)

    def _answer(self, signal_id: int) -> Response:
        found = signals.signal_get(actor=self.actor, signal_id=signal_id)
        body: dict[str, Any] = rendering.whole_json(found)
        return Response(body, headers={"ETag": etag(found.row.version)})
