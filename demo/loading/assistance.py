"""What the assistant read, answered, asked back and handed over in the stories of the demo."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from assistant.models import Handoff, Outcome, Reason, Run, RunState, Triage
from assistant.reading.entities import entities_of
from assistant.reading.mood import sentiment_of, trend_of, urgency_of
from assistant.rendering import confidence_word, text_html
from assistant.wording import handoff_text
from core.actors import ASSISTANT
from core.languages import language_of
from core.wording import Worded
from demo.loading.levels import reply_seconds
from demo.loading.library import Library
from demo.loading.markup import to_html
from demo.loading.progress import Progress
from demo.loading.steps import append
from demo.story import Moment
from tickets.entries import HandoffStep, HandoffTold, Message
from tickets.models import TimelineEntry
from tickets.services import post_reply

ENGINE = "builtin"
THRESHOLD = 0.6
THINKING = timedelta(seconds=2)
# One label in so many is unsure and waits for a person's word.
UNSURE_SHARE = 0.08
REASONS = {
    "policy_boundary": Reason.POLICY_EXCEPTION,
    "customer_asked": Reason.CUSTOMER_ASKED,
    "low_confidence": Reason.LOW_CONFIDENCE,
    "loop": Reason.LOOP,
    "no_source": Reason.NO_SOURCE,
    "complexity": Reason.COMPLEXITY,
    "account_risk": Reason.ACCOUNT_RISK,
    "sentiment": Reason.SENTIMENT,
}


class Assistance:
    """Writes the assistant's part of the stories."""

    def __init__(self, library: Library, plans: Sequence[str]) -> None:
        self.library, self.plans = library, plans

    def read(self, part: Progress, entry: TimelineEntry, *, now: datetime) -> Triage:
        """Note what the assistant read in a customer's message."""
        story, text = part.story, entry.body_text
        rng = Random(f"triage:{story.number}:{len(part.moods)}")
        mood, urgency = sentiment_of(text), urgency_of(text)
        language, sureness = language_of(text)
        fields = {
            "type": (story.type, self._sureness(rng)),
            "product_area": (story.area, self._sureness(rng)),
            "sentiment": (mood.value, mood.confidence),
            "urgency": (urgency.value, urgency.confidence),
            "complexity": (story.tier, self._sureness(rng)),
            "language": (language, sureness),
        }
        triage = Triage.objects.create(
            ticket_id=part.ticket_id,
            entry_id=entry.pk,
            engine=ENGINE,
            fields={
                name: {"value": value, "confidence": round(confidence, 4)}
                for name, (value, confidence) in fields.items()
            },
            entities=entities_of(text, self.plans),
            trend=trend_of(part.moods[-1], mood.value) if part.moods else "",
            created_at=now,
        )
        part.moods.append(mood.value)
        return triage

    def _sureness(self, rng: Random) -> float:
        return rng.uniform(0.38, 0.58) if rng.random() < UNSURE_SHARE else rng.uniform(0.68, 0.97)

    def answer(self, part: Progress, moment: Moment) -> None:
        """Answer from articles, or ask back."""
        is_answer = moment.kind == "answered"
        run = self._run(part, moment, Outcome.ANSWERED if is_answer else Outcome.CLARIFIED)
        brand = part.story.company.brand
        payload = Message(decision="clarify", run_id=run.pk)
        if is_answer:
            payload = Message(
                is_answer=moment.is_sure,
                decision="answer",
                confidence=moment.confidence,
                confidence_word=confidence_word(moment.confidence, THRESHOLD),
                citations=[self.library.citation(item, brand) for item in moment.citations],
                run_id=run.pk,
                engine=ENGINE,
            )
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=part.ticket_id,
            body_html=self._body(moment),
            payload=payload,
            status=moment.status or None,
            now=moment.at,
        )
        Run.objects.filter(pk=run.pk).update(reply_entry_id=entry.pk)

    def _body(self, moment: Moment) -> str:
        if moment.text:
            return to_html(moment.text)
        passages = [self.library.texts[item.slug].answer(item.heading) for item in moment.citations]
        return to_html("\n\n".join(passages))

    def _run(self, part: Progress, moment: Moment, outcome: Outcome, reason: str = "") -> Run:
        question = part.question
        # A run that answers and then hands over is told as two.
        again = f":{len(part.runs)}" if question.pk in part.runs else ""
        part.runs.append(question.pk)
        confidence = moment.confidence or None
        return Run.objects.create(
            ticket_id=part.ticket_id,
            entry_id=question.pk,
            key=f"message:{question.pk}{again}",
            state=RunState.DONE,
            outcome=outcome,
            reason=reason,
            engine=ENGINE,
            confidence=confidence if outcome == Outcome.ANSWERED else None,
            threshold=THRESHOLD,
            question=question.body_text[:4000],
            details={"language": "en", "problem": ""},
            attempts=1,
            queued_at=max(question.created_at, moment.at - THINKING),
            started_at=max(question.created_at, moment.at - THINKING),
            finished_at=moment.at,
        )

    def hand_over(self, part: Progress, moment: Moment) -> str:
        """Note why a person is needed and tell the customer; returns the short reason for the queue."""
        story, told_why = part.story, moment.handoff
        if told_why is None:
            raise ValueError("A moment of handing over says why")
        reason, boundary = REASONS[told_why.reason], ""
        if reason == Reason.POLICY_EXCEPTION and story.type == "billing":
            reason, boundary = Reason.BOUNDARY, "billing_dispute"
        run = self._run(part, moment, Outcome.HANDED_OVER, reason)
        seconds = reply_seconds(story, is_first=not part.has_reply)
        language = language_of(part.question.body_text)[0]
        told = handoff_text(reason=reason, boundary=boundary, wait_seconds=seconds, language=language)
        handoff = Handoff.objects.create(
            ticket_id=part.ticket_id,
            run=run,
            reason=reason,
            boundary=boundary,
            summary=self._summary(part, told_why.wants, told_why.why),
            wants=told_why.wants,
            tried=[{"label": label, "ok": ok} for label, ok in told_why.tried],
            why=told_why.why,
            told_customer=told,
            confidence=None,
            expected_wait_seconds=seconds,
            created_at=moment.at,
        )
        append(
            actor=ASSISTANT,
            ticket_id=part.ticket_id,
            step=HandoffStep(handoff.pk, str(reason), str(Reason(reason).label), boundary, handoff.summary),
            text=handoff.summary,
            now=moment.at,
        )
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=part.ticket_id,
            body_html=text_html(told),
            payload=Message(
                is_acknowledgement=True,
                decision="handoff",
                handoff=HandoffTold(str(reason), str(Reason(reason).label)),
                expected_wait=seconds,
                run_id=run.pk,
            ),
            now=moment.at,
        )
        Run.objects.filter(pk=run.pk).update(reply_entry_id=entry.pk)
        return Worded(str(Reason(reason).label), "handoff", handoff=str(reason))

    def _summary(self, part: Progress, wants: str, why: str) -> str:
        story = part.story
        company = story.company
        segment = company.segment.replace("_", "-").title()
        who = f"{story.person.name} of {company.name} ({segment}, {company.plan} plan)"
        return f"{who} wants: {wants}.\nWhy a person: {why}"
