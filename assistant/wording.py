# ruff: noqa: E501 - sentences read better whole
"""What the assistant says in its own words to customers, in their language; answers come from articles."""

from collections.abc import Mapping, Sequence

DEFAULT = "en"
MAX_QUOTED = 200
"""Letters of one of a customer's questions that are said back to them."""

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "handoff": "I'm passing this to our team, so that you get a correct answer. {why}",
        "handoff_asked": "Of course. I'm passing this to a person on our team.",
        "handoff_wait": "A person will reply here within {wait}. They can see everything you wrote, so there is no need to repeat anything.",
        "handoff_usual": "A person usually replies here within {wait}. They can see everything you wrote, so there is no need to repeat anything.",
        "handoff_soon": "A person will reply here as soon as possible. They can see everything you wrote, so there is no need to repeat anything.",
        "why_no_source": "I couldn't find this in our articles, and I don't want to guess.",
        "why_low_confidence": "I found something related, but I'm not sure that it answers your question.",
        "why_open": "This is the answer to a part of what you asked. I found nothing sure about “{open}”.",
        "why_parts": "This answers “{answered}”. Still open, and for a person: “{open}”.",
        "why_language": "We have no article about this in your language.",
        "why_boundary": "This is something that our people decide.",
        "why_account": "This needs a look into your account, which I can't do.",
        "why_action": "A person has to look at this first; nothing has been promised yet.",
        "why_loop": "My answers haven't solved it.",
        "why_sorry": "I'm sorry about the trouble.",
        "why_distress": "I'm sorry that you are going through this. If you are in danger, please call your local emergency number.",
        "why_security": "Reports like this go straight to the people in charge of security.",
        "why_unclear": "A person can help better from here.",
        "clarify": "I'd like to give you the right answer. Could you tell me which page or feature this is about, what you expected to happen, and the error message if there is one?",
        "clarify_page": "I can see that you are on “{page}”. What did you try there, what did you expect to happen, and what happened instead?",
        "welcome": "You're welcome! If there is anything I can help with, just write here.",
        "who": "I'm an automatic assistant: I answer from our help articles, and people take over where I can't. What can I help you with?",
        "greeting": "Hello! What can I help you with?",
        "confirmed": "Glad that it's solved. If it comes back, just reply here.",
        "source": "Source",
        "sources": "Sources",
        "minutes": "{n} minutes",
        "minute": "a minute",
        "hours": "{n} hours",
        "hour": "an hour",
        "days": "{n} days",
    },
    "de": {
        "handoff": "Ich gebe das an unser Team weiter, damit Sie eine richtige Antwort bekommen. {why}",
        "handoff_asked": "Gern. Ich gebe das an einen Menschen in unserem Team weiter.",
        "handoff_wait": "Sie bekommen hier innerhalb von {wait} eine Antwort. Unser Team sieht alles, was Sie geschrieben haben; Sie müssen nichts wiederholen.",
        "handoff_usual": "Meist antwortet hier innerhalb von {wait} ein Mensch. Unser Team sieht alles, was Sie geschrieben haben; Sie müssen nichts wiederholen.",
        "handoff_soon": "Sie bekommen hier so bald wie möglich eine Antwort. Unser Team sieht alles, was Sie geschrieben haben; Sie müssen nichts wiederholen.",
        "why_no_source": "In unseren Artikeln steht dazu nichts, und raten möchte ich nicht.",
        "why_low_confidence": "Ich habe etwas Verwandtes gefunden, bin aber nicht sicher, ob es Ihre Frage beantwortet.",
        "why_open": "Damit ist ein Teil Ihrer Frage beantwortet. Zu „{open}“ habe ich nichts Sicheres gefunden.",
        "why_parts": "Damit ist beantwortet: „{answered}“. Noch offen und für einen Menschen: „{open}“.",
        "why_language": "Wir haben dazu keinen Artikel in Ihrer Sprache.",
        "why_boundary": "Darüber entscheiden bei uns Menschen.",
        "why_account": "Dafür muss jemand in Ihr Konto sehen, und das kann ich nicht.",
        "why_action": "Das muss sich zuerst ein Mensch ansehen; zugesagt ist noch nichts.",
        "why_loop": "Meine Antworten haben das Problem nicht gelöst.",
        "why_sorry": "Die Umstände tun mir leid.",
        "why_distress": "Es tut mir leid, dass es Ihnen so geht. Wenn Sie in Gefahr sind, wählen Sie bitte den Notruf.",
        "why_security": "Solche Hinweise gehen direkt an die Verantwortlichen für Sicherheit.",
        "why_unclear": "Ab hier kann ein Mensch besser helfen.",
        "clarify": "Ich möchte richtig antworten. Um welche Seite oder Funktion geht es, was haben Sie erwartet, und welche Fehlermeldung sehen Sie?",
        "clarify_page": "Ich sehe, dass Sie auf „{page}“ sind. Was haben Sie dort versucht, was haben Sie erwartet, und was ist stattdessen passiert?",
        "welcome": "Gern geschehen! Wenn ich etwas für Sie tun kann, schreiben Sie einfach hier.",
        "who": "Ich bin ein automatischer Assistent: Ich antworte aus unseren Hilfeartikeln, und wo ich das nicht kann, übernehmen Menschen. Wobei kann ich helfen?",
        "greeting": "Guten Tag! Wobei kann ich helfen?",
        "confirmed": "Schön, dass es gelöst ist. Falls es wiederkommt, antworten Sie einfach hier.",
        "source": "Quelle",
        "sources": "Quellen",
        "minutes": "{n} Minuten",
        "minute": "einer Minute",
        "hours": "{n} Stunden",
        "hour": "einer Stunde",
        "days": "{n} Tagen",
    },
    "fr": {
        "handoff": "Je transmets votre demande à notre équipe pour que vous ayez une réponse exacte. {why}",
        "handoff_asked": "Bien sûr. Je transmets votre demande à une personne de notre équipe.",
        "handoff_wait": "Une personne vous répondra ici dans un délai de {wait}. Elle voit tout ce que vous avez écrit.",
        "handoff_usual": "Une personne répond ici en général dans un délai de {wait}. Elle voit tout ce que vous avez écrit.",
        "handoff_soon": "Une personne vous répondra ici dès que possible. Elle voit tout ce que vous avez écrit.",
        "why_no_source": "Nos articles n'en parlent pas, et je ne veux pas deviner.",
        "why_low_confidence": "J'ai trouvé quelque chose de proche, sans être sûr que cela réponde à votre question.",
        "why_open": "Ceci répond à une partie de votre question. Je n'ai rien trouvé de sûr sur « {open} ».",
        "why_parts": "Ceci répond à « {answered} ». Reste ouvert, pour une personne : « {open} ».",
        "why_language": "Nous n'avons pas d'article à ce sujet dans votre langue.",
        "why_boundary": "C'est une décision qui revient à notre équipe.",
        "why_account": "Il faut consulter votre compte, ce que je ne peux pas faire.",
        "why_action": "Une personne doit d'abord l'examiner ; rien n'est encore promis.",
        "why_loop": "Mes réponses n'ont pas résolu le problème.",
        "why_sorry": "Je suis désolé pour ce désagrément.",
        "why_distress": "Je suis désolé que vous traversiez cela. En cas de danger, appelez le numéro d'urgence.",
        "why_security": "Ces signalements vont directement aux responsables de la sécurité.",
        "why_unclear": "Une personne pourra mieux vous aider.",
        "clarify": "Pour bien répondre : de quelle page ou fonction s'agit-il, qu'attendiez-vous, et quel message d'erreur voyez-vous ?",
        "clarify_page": "Je vois que vous êtes sur « {page} ». Qu'avez-vous essayé, qu'attendiez-vous, et que s'est-il passé ?",
        "welcome": "Avec plaisir ! Si je peux vous aider, écrivez simplement ici.",
        "who": "Je suis un assistant automatique : je réponds à partir de nos articles d'aide, et une personne prend le relais quand je ne peux pas. Comment puis-je vous aider ?",
        "greeting": "Bonjour ! Comment puis-je vous aider ?",
        "confirmed": "Ravi que ce soit résolu. Si cela revient, répondez simplement ici.",
        "source": "Source",
        "sources": "Sources",
        "minutes": "{n} minutes",
        "minute": "une minute",
        "hours": "{n} heures",
        "hour": "une heure",
        "days": "{n} jours",
    },
    "es": {
        "handoff": "Paso su consulta a nuestro equipo para que reciba una respuesta correcta. {why}",
        "handoff_asked": "Por supuesto. Paso su consulta a una persona de nuestro equipo.",
        "handoff_wait": "Una persona le responderá aquí en un plazo de {wait}. Puede ver todo lo que usted ha escrito.",
        "handoff_usual": "Una persona suele responder aquí en un plazo de {wait}. Puede ver todo lo que usted ha escrito.",
        "handoff_soon": "Una persona le responderá aquí lo antes posible. Puede ver todo lo que usted ha escrito.",
        "why_no_source": "Nuestros artículos no hablan de esto y no quiero adivinar.",
        "why_low_confidence": "He encontrado algo parecido, pero no estoy seguro de que responda a su pregunta.",
        "why_open": "Esto responde a una parte de su pregunta. No encontré nada seguro sobre «{open}».",
        "why_parts": "Esto responde a «{answered}». Queda abierto, para una persona: «{open}».",
        "why_language": "No tenemos ningún artículo sobre esto en su idioma.",
        "why_boundary": "Esto lo deciden las personas de nuestro equipo.",
        "why_account": "Hay que mirar su cuenta, y yo no puedo hacerlo.",
        "why_action": "Una persona tiene que revisarlo primero; aún no hay nada prometido.",
        "why_loop": "Mis respuestas no lo han resuelto.",
        "why_sorry": "Siento las molestias.",
        "why_distress": "Siento que esté pasando por esto. Si está en peligro, llame al número de emergencias.",
        "why_security": "Estos avisos van directamente a los responsables de seguridad.",
        "why_unclear": "Una persona podrá ayudarle mejor.",
        "clarify": "Para responder bien: ¿de qué página o función se trata, qué esperaba y qué mensaje de error ve?",
        "clarify_page": "Veo que está en «{page}». ¿Qué intentó, qué esperaba y qué ocurrió?",
        "welcome": "¡De nada! Si puedo ayudarle en algo, escriba aquí.",
        "who": "Soy un asistente automático: respondo con nuestros artículos de ayuda, y una persona se encarga cuando yo no puedo. ¿En qué puedo ayudarle?",
        "greeting": "¡Hola! ¿En qué puedo ayudarle?",
        "confirmed": "Me alegro de que esté resuelto. Si vuelve a ocurrir, responda aquí.",
        "source": "Fuente",
        "sources": "Fuentes",
        "minutes": "{n} minutos",
        "minute": "un minuto",
        "hours": "{n} horas",
        "hour": "una hora",
        "days": "{n} días",
    },
}  # fmt: skip

_WHY = {
    "action": "why_action",
    "no_source": "why_no_source",
    "low_confidence": "why_low_confidence",
    "language": "why_language",
    "boundary": "why_boundary",
    "account_specific": "why_account",
    "policy_exception": "why_boundary",
    "account_risk": "why_sorry",
    "sentiment": "why_sorry",
    "loop": "why_loop",
    "unclear": "why_unclear",
    "complexity": "why_unclear",
    "autonomy": "why_boundary",
}
_BY_BOUNDARY = {"distress": "why_distress", "security": "why_security"}


def ask_back(reason: str, language: str, page: str = "") -> str:
    """What the customer is asked, or told if there is nothing to do; never what `page` already shows."""
    match reason:
        case "greeting":
            return say("greeting", language)
        case "small_talk":
            return say("who", language)
        case "thanks":
            return say("welcome", language)
        case _:
            return say("clarify_page", language, page=page) if page else say("clarify", language)


def say(key: str, language: str, **values: object) -> str:
    """A text in a language, or in English if it has none."""
    return _TEXTS.get(language, _TEXTS[DEFAULT])[key].format(**values)


def listed(parts: Sequence[str]) -> str:
    """A customer's questions in one line, each cut where it is long."""
    return "; ".join(part if len(part) <= MAX_QUOTED else f"{part[:MAX_QUOTED].rstrip()}…" for part in parts)


def wait_words(seconds: int | None, language: str) -> str:
    """A waiting time in words, rounded up; empty if it is unknown or has passed."""
    if seconds is None or seconds <= 0:
        return ""
    minutes = -(-seconds // 60)
    if minutes <= 1:
        return say("minute", language)
    if minutes < 60:
        return say("minutes", language, n=minutes)
    hours = -(-minutes // 60)
    if hours == 1:
        return say("hour", language)
    if hours <= 24:
        return say("hours", language, n=hours)
    return say("days", language, n=-(-hours // 24))


def handoff_text(
    *,
    reason: str,
    boundary: str,
    wait_seconds: int | None,
    language: str,
    is_usual: bool = False,
    open_parts: Sequence[str] = (),
    answered_parts: Sequence[str] = (),
) -> str:
    """
    What a customer is told when a person takes over: what happens, why, who, and when.

    `is_usual` says that it usually takes `wait_seconds`; otherwise they are a limit. `open_parts` are what an
    answer above this text leaves open, `answered_parts` what it answers.
    """
    if reason == "customer_asked":
        first = say("handoff_asked", language)
    elif open_parts:
        key = "why_parts" if answered_parts else "why_open"
        told = say(key, language, open=listed(open_parts), answered=listed(answered_parts))
        first = f"{told} {say('handoff', language, why='').strip()}"
    else:
        cause = _BY_BOUNDARY.get(boundary) or _WHY.get(reason)
        first = say("handoff", language, why=say(cause, language) if cause else "").strip()
    wait = wait_words(wait_seconds, language)
    key = ("handoff_usual" if is_usual else "handoff_wait") if wait else "handoff_soon"
    second = say(key, language, wait=wait)
    return f"{first}\n\n{second}"
