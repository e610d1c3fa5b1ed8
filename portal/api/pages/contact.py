"""
The contact form, in two steps: what is asked, then answers that may make sending needless.

Each step carries what was filled in; nothing is stored before it is sent.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Invalid, TooLarge
from kb import services as kb_services
from people.services import valid_email
from portal import selectors, services
from portal.api.pages.frame import Visit, of_portal
from portal.forms import Asked, Taken, shown, taken
from portal.models import ContactForm
from portal.services import Draft

SALT = "portal.form"
CHECKS_A_MINUTE = 30
SENDS_AN_HOUR = 20
SENDS_TO_ADDRESS_AN_HOUR = 5
TAKES_AT_LEAST = 2
"""Seconds; whoever fills in a form faster is a program."""
FORM_LASTS = 24 * 3600
ANSWER = "f."
SUBJECT, TEXT, EMAIL, NAME = 300, 20_000, 320, 200
_FIXED = frozenset({
    "csrfmiddlewaretoken", "form", "token", "step", "search", "seen", "email", "name", "subject", "text",
    "website", "files",
})  # fmt: skip


class FormOld(Invalid):
    """The form was shown too long ago, or not by us."""

    code = "portal.form_old"


@dataclass(frozen=True)
class Filled:
    """What stands in a form: `answers` by the key of the field; `seen` are the fields that were shown."""

    email: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One field as a page shows it."""

    asked: Asked
    value: str
    fault: str


@require_http_methods(["GET", "HEAD", "POST"])
@of_portal
def contact(visit: Visit) -> HttpResponse:
    """A brand's form: the default one, or the one that the address names."""
    request = visit.request
    forms = selectors.forms_active(visit.brand)
    named = request.POST.get("form", "") if request.method == "POST" else request.GET.get("form", "")
    form = selectors.form_find(forms, named)
    asked = selectors.fields_for(form, visit.brand)
    if request.method != "POST":
        return _ask(visit, forms, form, asked, Filled(subject=request.GET.get("subject", "")[:SUBJECT]))
    step = visit.posted("step", 10)
    visit.count("check", CHECKS_A_MINUTE, 60)
    _refuse_unknown(request, asked)
    if step == "solved":
        return _solved(visit)
    filled = _filled(visit)
    faults, result = _faults(visit, filled, asked)
    unseen = [one for one in shown(asked, filled.answers) if one.key not in filled.seen]
    if unseen:
        # They hang on what was answered: nobody could fill them in before.
        faults = {key: fault for key, fault in faults.items() if key not in {one.key for one in unseen}}
    if faults or unseen or step == "back":
        return _ask(visit, forms, form, asked, filled, faults=faults, is_more=bool(unseen) and not faults)
    try:
        if step == "send":
            return _send(visit, form, asked, filled, result)
        return _look(visit, form, asked, filled)
    except FormOld:
        return _ask(visit, forms, form, asked, filled, is_old=True)


def _refuse_unknown(request: HttpRequest, asked: list[Asked]) -> None:
    known = _FIXED | {f"{ANSWER}{one.key}" for one in asked}
    strange = sorted((set(request.POST) | set(request.FILES)) - known)
    if strange:
        raise Invalid("This form has no such field. Load the page again.", code="unknown_field")


def _filled(visit: Visit) -> Filled:
    given = {
        name.removeprefix(ANSWER): visit.posted(name, 4000)
        for name in visit.request.POST
        if name.startswith(ANSWER)
    }
    return Filled(
        email=visit.posted("email", EMAIL).strip(),
        name=" ".join(visit.posted("name", NAME).split()),
        subject=" ".join(visit.posted("subject", SUBJECT + 1).split()),
        text=visit.posted("text", TEXT + 1).strip(),
        answers=given,
        seen=frozenset(visit.posted("seen", 4000).split(",")),
    )


def _faults(visit: Visit, filled: Filled, asked: list[Asked]) -> tuple[dict[str, str], Taken]:
    """What is wrong, by field, as the last part of the words' key; and what the answers make of a ticket."""
    result = taken(asked, filled.answers)
    faults = dict(result.faults)
    for name, limit in (("subject", SUBJECT), ("text", TEXT)):
        value = getattr(filled, name)
        if not value:
            faults[name] = "required"
        elif len(value) > limit:
            faults[name] = "long"
    if visit.session is None:
        try:
            valid_email(filled.email)
        except Invalid:
            faults["email"] = "email" if filled.email else "required"
    return faults, result


def _ask(
    visit: Visit,
    forms: list[ContactForm],
    form: ContactForm | None,
    asked: list[Asked],
    filled: Filled,
    *,
    faults: dict[str, str] | None = None,
    is_more: bool = False,
    is_old: bool = False,
) -> HttpResponse:
    wrong = faults or {}
    lines = [
        Line(one, filled.answers.get(one.key, ""), wrong.get(one.key, ""))
        for one in shown(asked, filled.answers)
    ]
    return visit.page(
        "contact",
        status=422 if wrong or is_old else 200,
        forms=forms if len(forms) > 1 else [],
        form=form,
        filled=filled,
        lines=lines,
        faults=wrong,
        is_more=is_more,
        is_old=is_old,
        waits=any(one.when is not None for one in asked),
        seen=",".join(line.asked.key for line in lines),
        token=signing.dumps([secrets.token_urlsafe(16), _begun_at(visit)], salt=SALT),
    )


def _begun_at(visit: Visit) -> int:
    """When this form was first shown: who gets it again, with a question more, has been at it since then."""
    now = int(clock.now().timestamp())
    try:
        _, age = _token(visit)
    except FormOld:
        return now
    return now - age


def _look(visit: Visit, form: ContactForm | None, asked: list[Asked], filled: Filled) -> HttpResponse:
    """Answers that fit, before anything is sent."""
    _token(visit)
    found = services.answers_look(
        brand=visit.brand, text=f"{filled.subject}\n{filled.text}", language=visit.language, now=clock.now()
    )
    return _confirm(visit, form, asked, filled, search=_sealed(found.search_id), answers=found.answers)


def _confirm(
    visit: Visit,
    form: ContactForm | None,
    asked: list[Asked],
    filled: Filled,
    *,
    search: str,
    answers: Any = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    return visit.page(
        "contact_look",
        status=status,
        form=form,
        filled=filled,
        lines=[Line(one, filled.answers.get(one.key, ""), "") for one in shown(asked, filled.answers)],
        seen=",".join(sorted(filled.seen)),
        token=visit.posted("token", 200),
        search=search,
        answers=answers,
        fault=fault,
        max_files=services.MAX_FILES,
    )


def _sealed(search_id: int | None) -> str:
    return signing.dumps(search_id, salt="portal.search") if search_id is not None else ""


def _search(visit: Visit) -> int | None:
    try:
        found = signing.loads(visit.posted("search", 200), salt="portal.search", max_age=FORM_LASTS)
    except signing.BadSignature:
        return None
    return int(found)


def _token(visit: Visit) -> tuple[str, int]:
    """The name of this sending and its age in seconds. Raises FormOld, also for a made-up form."""
    try:
        once, at = signing.loads(visit.posted("token", 200), salt=SALT)
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise FormOld("This form is not ours. Load the page again.") from error
    age = int(clock.now().timestamp()) - int(at)
    if age > FORM_LASTS:
        raise FormOld("This form is a day old. Load the page again.")
    return str(once), age


def _solved(visit: Visit) -> HttpResponse:
    search_id = _search(visit)
    if search_id is not None:
        kb_services.search_solved(search_id=search_id, now=clock.now())
    return visit.page("contact_done", is_solved=True)


def _send(
    visit: Visit, form: ContactForm | None, asked: list[Asked], filled: Filled, result: Taken
) -> HttpResponse:
    once, age = _token(visit)
    done = visit.page("contact_done", is_solved=False, email=filled.email)
    if visit.posted("website", 10) or age < TAKES_AT_LEAST:
        # A program filled it in. It learns nothing.
        return done
    visit.count("send", SENDS_AN_HOUR, 3600)
    visit.count_for(filled.email, "send_from", SENDS_TO_ADDRESS_AN_HOUR, 3600)
    files = visit.files()
    fault = "files" if len(files) > services.MAX_FILES else ""
    try:
        if fault:
            raise Invalid("Too many files.")
        sent = services.form_send(
            brand=visit.brand,
            form=form,
            draft=Draft(
                once=once,
                subject=filled.subject,
                text=filled.text,
                email=filled.email,
                name=filled.name,
                values=result.values,
                search_id=_search(visit),
            ),
            session=visit.session,
            files=files,
            now=clock.now(),
        )
    except (Invalid, TooLarge) as error:
        fault = fault or visit.fault_of(error)
        status = int(error.status)
        return _confirm(
            visit, form, asked, filled, search=visit.posted("search", 200), fault=fault, status=status
        )
    if visit.session is not None and sent.ticket is not None:
        return visit.go(f"requests/{sent.ticket.public_id}/?said=asked")
    return done
