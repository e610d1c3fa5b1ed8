"""Turns a script into a story: who, when, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo import pace
from demo.companies import Company, Person
from demo.people import STAFF
from demo.scripts import Script, Step
from demo.story import Citation, Handoff, Issue, Moment, Story
from demo.wording import Filled, placeholders

FIRST_NAMES = {staff.key: staff.first_name for staff in STAFF}
CLOSES_AFTER = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Casting:
    """Who has this conversation, where and since when."""

    number: int
    company: Company
    person: Person
    colleagues: Sequence[Person]
    channel: str
    agent: str
    created_at: datetime


def tell(*, script: Script, variant: int, casting: Casting, now: datetime, seed: str) -> Story:
    """
    The story of one ticket as far as it has come by `now`.

    The same arguments give the same story. Raises KeyError for an unknown placeholder.
    """
    return _Teller(script, variant, casting, now, Random(f"{seed}:{script.key}:{variant}")).story()


class _Teller:
    def __init__(self, script: Script, variant: int, casting: Casting, now: datetime, rng: Random) -> None:
        self.script, self.variant, self.casting, self.now, self.rng = script, variant, casting, now, rng
        self.words = self._words()
        self.moments: list[Moment] = []
        self.waiting_since: datetime | None = casting.created_at
        self.has_reply = False
        self.last_by = "contact"

    def story(self) -> Story:
        subject, opening = self.script.asks[self.variant]
        self._add(
            Moment(
                kind="received",
                at=self.casting.created_at,
                text=self._fill(opening),
                by="contact",
                sender=self.casting.person,
                channel=self.casting.channel,
            )
        )
        for index, step in enumerate(self.script.steps):
            following = self.script.steps[index + 1] if index + 1 < len(self.script.steps) else None
            self._tell(step, following)
        self._close()
        return Story(
            key=self.script.key,
            number=self.casting.number,
            subject=self._fill(subject),
            company=self.casting.company,
            person=self.casting.person,
            channel=self.casting.channel,
            priority=self.script.priority,
            tier=self.script.tier,
            type=self.script.type,
            area=self.script.area,
            team=self.script.team,
            tags=self.script.tags,
            agent=self.casting.agent,
            owner=self._owner(),
            page=self.script.page,
            moments=[moment for moment in self.moments if moment.at <= self.now],
        )

    def _words(self) -> Filled:
        person, company = self.casting.person, self.casting.company
        others = [colleague for colleague in self.casting.colleagues if colleague is not person]
        names = {
            "first": _first(person.name),
            "first2": _first(others[0].name) if others else "our colleague",
            "company": company.name,
            "domain": company.domain,
            "plan": company.plan,
            "agent": FIRST_NAMES[self._main_agent()],
        }
        return placeholders(rng=self.rng, created_at=self.casting.created_at, now=self.now, names=names)

    def _owner(self) -> str:
        """Who takes the ticket over; nobody where no person answers."""
        for step in self.script.steps:
            if step.kind == "agent":
                return step.by or self.casting.agent
            if step.kind == "solve" and step.value == "agent":
                return self._main_agent()
        return ""

    def _main_agent(self) -> str:
        named = [step.by for step in self.script.steps if step.kind == "agent" and step.by]
        return named[0] if named else self.casting.agent

    def _fill(self, text: str) -> str:
        # Placeholders only; code samples with other braces stay as they are written.
        for name in [part.split("}")[0] for part in text.split("{")[1:]]:
            if name != "id":
                text = text.replace("{" + name + "}", self.words[name])
        return text

    def _text(self, step: Step) -> str:
        return self._fill(step.text(self.variant))

    def _add(self, moment: Moment) -> None:
        self.moments.append(moment)
        match moment.kind:
            case "received":
                self.waiting_since, self.last_by = self.waiting_since or moment.at, "contact"
            case "answered" | "clarified":
                self.waiting_since, self.last_by, self.has_reply = None, "assistant", True
            case "replied":
                self.waiting_since, self.last_by, self.has_reply = None, "staff", True

    def _at(self, step: Step, otherwise: datetime) -> datetime:
        if step.at is not None:
            return self.now + timedelta(minutes=step.at)
        if step.after is not None:
            return self.moments[-1].at + timedelta(minutes=step.after)
        return max(otherwise, self.moments[-1].at + timedelta(seconds=20))

    def _waits(self, step: Step, following: Step | None) -> bool:
        """Whether it is the customer's turn after this step."""
        return step.then == "pending" or (following is not None and following.kind in ("contact", "solve"))

    def _tell(self, step: Step, following: Step | None) -> None:
        last = self.moments[-1].at
        casting, rng = self.casting, self.rng
        match step.kind:
            case "contact" | "reopen":
                later = pace.customer_writes(rng, last, casting.channel, is_back=step.kind == "reopen")
                self._received(step, self._at(step, later))
            case "ai" | "clarify":
                at = self._at(step, pace.assistant_answers(rng, last, casting.channel))
                self._answered(step, at, waits=following is None or self._waits(step, following))
            case "handoff":
                self._add(
                    Moment(
                        kind="handed_over",
                        at=self._at(step, last + timedelta(seconds=rng.randint(5, 25))),
                        by="assistant",
                        handoff=Handoff(
                            reason=str(step.value),
                            wants=self._fill(step.wants),
                            why=self._fill(step.why),
                            tried=tuple((self._fill(line[1:]), line[0] == "+") for line in step.tried),
                        ),
                    )
                )
            case "agent":
                self._replied(step, following)
            case "note":
                at = self._at(step, last + timedelta(minutes=rng.randint(2, 12)))
                self._add(
                    Moment(kind="noted", at=at, text=self._text(step), by=step.by or self._main_agent())
                )
            case "issue":
                at = self._at(step, last + timedelta(minutes=rng.randint(2, 9)))
                self._add(
                    Moment(kind="linked", at=at, by=step.by or self._main_agent(), issue=Issue(**step.value))
                )
            case "event":
                self._add(Moment(kind="reported", at=self._at(step, last), text=self._text(step)))
            case "solve":
                self._resolved(step)
            case "rate":
                self._rated(step)

    def _received(self, step: Step, at: datetime) -> None:
        sender = self.casting.person
        if step.sender:
            sender = next(person for person in self.casting.colleagues if person.name == step.sender)
        channel = step.via or self.casting.channel
        self._add(
            Moment(
                kind="received",
                at=at,
                text=self._text(step),
                by="contact",
                sender=sender,
                channel=channel,
                copied=tuple(person for person in self.casting.colleagues if person.name in step.cc),
            )
        )

    def _answered(self, step: Step, at: datetime, *, waits: bool) -> None:
        is_answer = step.kind == "ai"
        wobble = 0.0 if step.at is not None else self.rng.uniform(-0.03, 0.04)
        self._add(
            Moment(
                kind="answered" if is_answer else "clarified",
                at=at,
                text="" if is_answer else self._text(step),
                by="assistant",
                channel=self.casting.channel,
                confidence=round(min(0.97, step.sure + wobble), 2) if is_answer else 0.4,
                is_sure=not step.unsure,
                status="pending" if waits else "",
                citations=tuple(Citation(slug, heading) for slug, heading in step.citations)
                if is_answer
                else (),
            )
        )

    def _replied(self, step: Step, following: Step | None) -> None:
        since = self.waiting_since or self.moments[-1].at
        usual = pace.agent_replies(
            self.rng,
            since,
            company=self.casting.company,
            channel=self.casting.channel,
            priority=self.script.priority,
            is_first=not self.has_reply,
        )
        status = step.then
        if not status and following is not None and following.kind == "contact" and following.at is None:
            status = "pending"  # A featured reply whose answer has a time of its own says so itself.
        self._add(
            Moment(
                kind="replied",
                at=self._at(step, usual),
                text=self._text(step),
                by=step.by or self.casting.agent,
                channel=self.casting.channel,
                status=status,
            )
        )

    def _resolved(self, step: Step) -> None:
        last = self.moments[-1].at
        if step.value == "auto":
            at, by = last + pace.SILENCE, "system"
        elif step.value == "assistant":
            at, by = last + timedelta(seconds=self.rng.randint(10, 50)), "assistant"
        else:
            at, by = self._when_solved(last), self._main_agent()
        self._add(Moment(kind="resolved", at=self._at(step, at), by=by))

    def _when_solved(self, last: datetime) -> datetime:
        casting = self.casting
        if self.waiting_since is None:
            calendar = pace.hours(casting.company.segment)
            return calendar.add_business_seconds(last, self.rng.randint(120, 2400))
        # Somebody who says thank you waits for an answer like anybody else.
        return pace.agent_replies(
            self.rng,
            self.waiting_since,
            company=casting.company,
            channel=casting.channel,
            priority=self.script.priority,
            is_first=not self.has_reply,
        )

    def _rated(self, step: Step) -> None:
        value = step.value[self.variant % len(step.value)] if isinstance(step.value, list) else step.value
        if self.rng.random() < 0.45 and not step.says and value >= 4:
            return  # Most people who are content do not answer a survey.
        at = self.moments[-1].at + timedelta(minutes=self.rng.randint(4, 900))
        said = self._fill(step.text(self.variant, step.says)) if step.says else ""
        self._add(
            Moment(kind="rated", at=at, text=said, by="contact", sender=self.casting.person, score=int(value))
        )

    def _close(self) -> None:
        resolved = [moment for moment in self.moments if moment.kind == "resolved"]
        if resolved and self.script.steps[-1].kind in ("solve", "rate"):
            self.moments.append(Moment(kind="closed", at=resolved[-1].at + CLOSES_AFTER))


def _first(name: str) -> str:
    words = name.removeprefix("Dr. ").split()
    return f"Dr. {words[-1]}" if name.startswith("Dr. ") else words[0]
