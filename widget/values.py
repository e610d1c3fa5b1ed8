"""Values of a brand's widget settings as an admin gives them: checked, and in the form that is stored."""

from collections.abc import Callable, Mapping
from typing import Any

from core.errors import Invalid, UnknownFields
from widget.origins import explain, normalize

LANGUAGES = ("en", "de")
ROWS: dict[str, dict[str, int]] = {
    "area_rules": {"pattern": 200, "area": 80},
    "notices": {"id": 40, "pattern": 200, "text": 300, "article": 120},
}
REQUIRED = {"area_rules": ("pattern", "area"), "notices": ("text",)}
TRANSLATED = {"greeting": 120, "launcher_text": 30, "consent_text": 300}
TEXTS = frozenset({*TRANSLATED, "wait_text"})
NAMES = {"hidden_fields": 60, "hidden_selectors": 200, "hidden_params": 60}
MAX_ROWS = 200
MAX_NAMES = 100
MAX_STEPS = 20


def cleaned(name: str, value: Any) -> Any:
    """A value as it is stored. Raises Invalid naming the field, and the row that is wrong."""
    if name == "allowed_origins":
        return _origins(value)
    if name == "color" and value and not _is_color(value):
        raise Invalid("color must look like #0a5f6a.", errors={"color": ["Not a color."]})
    if name in ROWS:
        rows = enumerate(_list(name, value), start=1)
        return [_row(name, row, ROWS[name], f"Row {at}") for at, row in rows]
    if name == "guides":
        return [_guide(row, f"Row {at}") for at, row in enumerate(_list(name, value), start=1)]
    if name in NAMES:
        return _names(name, value)
    if name in TEXTS and (not isinstance(value, str) or not value.isprintable()):
        raise _wrong(name, "Give a text on one line.")
    more: dict[str, Callable[[Any], Any]] = {"languages": _languages, "translations": _translations}
    return more[name](value) if name in more else value


def _wrong(name: str, detail: str) -> Invalid:
    return Invalid(f"{name}: {detail}", errors={name: [detail]})


def _is_color(value: Any) -> bool:
    digits = value[1:] if isinstance(value, str) and value.startswith("#") else ""
    return len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _list(name: str, value: Any, limit: int = MAX_ROWS) -> list[Any]:
    if not isinstance(value, list) or len(value) > limit:
        raise _wrong(name, f"Give a list of at most {limit} entries.")
    return value


def _origins(value: Any) -> list[str]:
    found, wrong = [], []
    for entry in _list("allowed_origins", value):
        origin = normalize(entry) if isinstance(entry, str) else ""
        if not origin:
            reason = explain(entry) if isinstance(entry, str) else "An origin is a text."
            wrong.append(f"{str(entry)[:80]}: {reason}")
        elif origin not in found:
            found.append(origin)
    if wrong:
        raise Invalid(
            "An origin looks like https://app.example.com, without a path.", errors={"allowed_origins": wrong}
        )
    return found


def _row(name: str, row: Any, fields: Mapping[str, int], where: str) -> dict[str, str]:
    if not isinstance(row, dict) or not all(isinstance(row.get(field, ""), str) for field in fields):
        raise _wrong(name, f"{where}: it holds {', '.join(fields)} as texts.")
    UnknownFields.check(row, fields, within=name)
    clean = {field: row.get(field, "").strip() for field in fields}
    for field, limit in fields.items():
        if "\0" in clean[field] or not clean[field].replace("\n", " ").isprintable():
            raise _wrong(name, f"{where}: {field} has characters that cannot be shown.")
        if len(clean[field]) > limit:
            raise _wrong(name, f"{where}: {field} can have at most {limit} characters.")
        if not clean[field] and field in REQUIRED.get(name, ()):
            raise _wrong(name, f"{where}: {field} is missing.")
    return clean


def _guide(row: Any, where: str) -> dict[str, Any]:
    steps = row.get("steps") if isinstance(row, dict) else None
    if not isinstance(steps, list) or not 1 <= len(steps) <= MAX_STEPS:
        raise _wrong("guides", f"{where}: a guide names an article and has 1 to {MAX_STEPS} steps.")
    rest = {name: value for name, value in row.items() if name != "steps"}
    fields = {"selector": 300, "title": 120, "text": 300}
    numbered = enumerate(steps, start=1)
    return _row("guides", rest, {"article": 120}, where) | {
        "steps": [_row("guides", step, fields, f"{where}, step {at}") for at, step in numbered]
    }


def _names(name: str, value: Any) -> list[str]:
    found: list[str] = []
    for entry in _list(name, value, MAX_NAMES):
        text = entry.strip() if isinstance(entry, str) else ""
        if not text or len(text) > NAMES[name] or not text.isprintable():
            shown = str(entry)[:80]
            raise _wrong(name, f"{shown!r}: give a text of 1 to {NAMES[name]} characters on one line.")
        if text not in found:
            found.append(text)
    return found


def _languages(value: Any) -> list[str]:
    chosen = _list("languages", value)
    if not chosen or any(one not in LANGUAGES for one in chosen):
        raise _wrong("languages", f"Choose at least one of {', '.join(LANGUAGES)}.")
    return list(dict.fromkeys(chosen))


def _translations(value: Any) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        raise _wrong("translations", "Give texts by language.")
    UnknownFields.check(value, LANGUAGES, within="translations")
    clean: dict[str, dict[str, str]] = {}
    for language, texts in value.items():
        row = _row("translations", texts, TRANSLATED, language)
        if any(row.values()):
            clean[language] = {name: text for name, text in row.items() if text}
    return clean
