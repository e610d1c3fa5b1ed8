# ruff: noqa: E501 - patterns read better whole
"""What a message does besides asking: wants a person, thanks, greets, complains, attacks."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.reading.topics import plain_text


def _pattern(*sources: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{source})" for source in sources), re.IGNORECASE | re.DOTALL)


_PERSON = r"(?:(?:a|an|the|some|any|real|actual|live|human|another|your) )*(?:human(?: being)?|person|agent|representative|rep|operator|someone(?: real)?|somebody|support (?:team|staff|engineer)|colleague|supervisor|manager)"
_WANTS_PERSON = _pattern(
    rf"\b(?:talk|speak|chat|connect|transfer|escalate|forward|pass|put)\b.{{0,20}}\b(?:to|with|through to) {_PERSON}\b",
    rf"\b(?:want|need|get|give|let|have|like)\b(?: me| us| to| a)*.{{0,12}}\b(?:real |actual |live |human ){_PERSON}\b",
    r"^(?:please )?(?:(?:is|are) (?:there )?(?:a|any) (?:real )?(?:person|human|agent)s?(?: there| here| available)*)[.!? ]*$",
    r"^(?:please )?(?:agent|human|person|representative|operator|support|live agent|real person|talk to (?:a )?(?:human|person|agent))[.!? ]*$",
    r"\b(?:not|no|stop|hate|without)\b.{0,15}\b(?:a |the |this |with )*(?:bots?|robots?|machines?|ai|chat ?bots?)\b.{0,30}\b(?:human|person|someone|agent)\b",
    r"\b(?:mit|einem|einen) (?:menschen|mitarbeiter(?:in)?|kollegen)\b.{0,20}\b(?:sprechen|reden|verbinden|schreiben)\b",
    r"\b(?:parler|discuter) (?:avec|à) (?:une? )?(?:personne|humain|conseiller|agent)\b|\bhablar con (?:una? )?(?:persona|humano|agente)\b",
    r"\b(?:discuss|continue|settle|sort|clear)\b.{0,40}\bwith (?:a |an |some )?(?:real|actual|live|human) (?:person|human|being|agent|colleague)\b",
    r"\b(?:call me|phone me|call us)(?: back)?\b|\bcan (?:someone|somebody|anyone) (?:call|phone|ring)\b",
)
_SOLVED = _pattern(
    r"^(?:(?:ok(?:ay)?|yes|yep|great|perfect|super|cool|awesome|ah|oh|brilliant|excellent|wonderful|nice)[,.! ]+)*(?:thank(?:s| you)|thx|ty|cheers|merci|danke|gracias)\b[^?]{0,80}$",
    r"\b(?:that|it|this) (?:worked|works|did it|did the trick|solved it|fixed it|helped)\b(?!.{0,30}\b(?:but|not|until|before|yesterday)\b)",
    r"\b(?:problem|issue) (?:is )?(?:solved|fixed|resolved|gone)\b",
    r"^(?:solved|fixed|works now|all good|perfect|got it)[.! ]*$",
)
_CLOSING = _pattern(
    r"^(?:(?:ok(?:ay)?|yes|yep|great|perfect|super|cool|awesome|ah|oh|alright|right|fine|no|hey|hi|brilliant|excellent|wonderful|nice|all good|got it|never ?mind|no worries|understood|will do|sounds good)[,.! ]{0,9}){0,6}(?:(?:many |much |so much |big )?(?:thanks?|thank you|thx|tysm|ty|thanx|cheers|merci|danke(?: schön| sehr)?|vielen dank|gracias|grazie|obrigad[oa]|bedankt|dank je|tack)(?: (?:a lot|so much|very much|again|everyone|all|team|guys|you|for (?:the |your |all )?(?:your )?(?:help|support|reply|answer|info|time|quick reply|quick answer)|beaucoup|bien))*[,.! ]{0,9}){1,4}(?:(?:have a (?:nice|good|great) (?:day|one|weekend|evening)|bye|goodbye|see you|take care|all good|that(?:'s| is) all|nothing else)[,.! ]{0,9}){0,6}[:;]?[-)(dp]*$",
    r"^(?:bye|goodbye|good ?bye|see you|see ya|cya|ciao|tschüss|au revoir|adios|have a (?:nice|good|great) (?:day|one|weekend|evening)|take care|(?:all|that is|that's) (?:good|all|fine)|never ?mind|no worries|ok(?:ay)?|great|perfect|cool|nice|super|awesome|got it|understood|alright|fine|wonderful|excellent|you(?:'re| are) (?:the best|great|awesome)|love it|well done|good (?:job|bot|work))(?: (?:bye|then|now|for now|later))?[.! ]*$",
)
_AGREES = _pattern(
    r"^(?:(?:yes|yep|yeah|ok(?:ay)?|sure|great|fine|perfect|right|correct|exactly|ja|oui|s[ií])[,.! ]{0,9}){0,6}(?:please )?(?:go ahead|do (?:it|that|so)|proceed|carry on|that works(?: for (?:me|us))?|sounds good|i agree|agreed|approved|confirmed|yes|yep|yeah|sure|ok(?:ay)?|both|the first|the second|no|nope)(?: please| then| now){0,3}[.! ]*$",
)
_SPEAKS_OF_ANSWER = _pattern(
    r"\b(?:that|this|it|your (?:answer|article|steps?|suggestion)s?|the (?:answer|article|steps?|suggestion|link)s?)\b.{0,20}\b(?:did(?:n'?t| not)|does(?:n'?t| not)|is(?:n'?t| not)|was(?:n'?t| not)|not)\b",
    r"\b(?:still|same|already)\b|\bno(?:t)? (?:luck|help)\b",
)
_SMALL_TALK = _pattern(
    r"^(?:(?:hi|hey|hello)[,.! ]*)?(?:how are you(?: doing)?(?: today)?|how(?:'s| is) it going|what'?s up|are you (?:a |an )?(?:bot|robot|human|person|ai|real(?: person)?|machine|there)|who are you|is (?:anyone|anybody|someone|somebody) (?:there|here)|(?:nice|good) to (?:meet|see) you|(?:i(?:'m| am) )?just (?:testing|looking|browsing)|(?:this is (?:just )?)?a? ?test(?:ing)?)[?.! ]*$",
)
_NOT_SOLVED = _pattern(
    r"\b(?:didn'?t|did not|doesn'?t|does not|not|still (?:not|doesn'?t|no)|isn'?t) (?:help|helping|work|working|solve|solved|fix|answer)\w*\b",
    r"\b(?:that|this)(?:'s| is)? not what i (?:asked|meant|need)\b|\balready (?:tried|did|done|read) (?:that|this|it|all)\b|\bstill (?:the )?(?:same|broken|failing)\b",
)
_GREETING = _pattern(
    r"^(?:hi|hey|hello|hallo|good (?:morning|afternoon|evening|day)|moin|servus|bonjour|hola|yo)(?: there| all| team| everyone| guys| you)*[\s,.!?]*(?:(?:i have|got) a (?:quick )?question[.!?]*|anyone there[.!?]*|can you help(?: me)?[.!?]*)?$",
)
_ANGER = _pattern(
    r"\b(?:unacceptable|outrageous|disgrace(?:ful)?|ridiculous|pathetic|incompetent|furious|fed up|sick (?:and tired )?of|useless|joke of a|worst (?:support|service|product|company|experience)|horrible (?:support|service)|terrible (?:support|service)|scam|rip[- ]?off|thieves|liars?|wtf|bullshit|f+u+c+k\w*|shit(?:ty|show)?|idiots?|morons?)\b",
    r"\b(?:third|fourth|fifth|sixth|tenth|\d+(?:rd|th)) time (?:i|we|that|now|in|already|this)\b|\bhow many (?:more )?times\b|\b(?:nobody|no ?one) (?:answers|responds|replies|cares|helps)\b|\bstill waiting\b.{0,40}(?:\?\?|!!)",
)
_INJECTION = _pattern(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|prompts?|rules|guidelines|policies|everything (?:above|before)|what you were told)\b",
    r"\b(?:print|reveal|show|repeat|output|tell me|what (?:is|are)|leak|dump)\b.{0,30}\b(?:your|the) (?:system|hidden|initial|original|secret|developer) (?:prompt|instructions?|message|rules)\b",
    r"\b(?:you are now|act as|pretend (?:to be|you are)|roleplay as|jailbreak|developer mode|do anything now|dan mode)\b",
    r"</?(?:system|assistant|instructions?)>|\[/?(?:inst|system)\]|<\|[a-z_]+\|>|^\s*(?:system|assistant)\s*:",
)
_ACCOUNT = _pattern(
    r"\b(?:what|when|where|which|why|how (?:much|many))\b.{0,12}\b(?:is|are|was|were|does|did|do)\b.{0,12}\b(?:my|our) (?:order|refund|delivery|parcel|package|balance|contract|renewal(?: date)?|next invoice|last invoice|latest invoice|current (?:plan|usage|balance|invoice|bill|seats?)|usage|account manager|csm|ticket|request|case|application)\b",
    r"\b(?:status|state|progress|update) (?:of|on|for) (?:my|our|the|this) (?:ticket|request|order|refund|case|issue|application|complaint)\b|\bany (?:update|news|progress)\b",
    r"\b(?:did|have) you (?:get|got|receive|received|seen|processed?|check(?:ed)?) (?:my|our|the) \w+",
    r"\b(?:check|look (?:at|into|up)|see|investigate)\b.{0,15}\b(?:my|our) (?:account|workspace|project|invoice|logs?|subscription|order)\b",
    r"\b(?:order|tracking|ticket|case|invoice|reference) (?:number|no\.?|id|#)\s*:?\s*[A-Z0-9-]*\d{3,}",
    r"\bhow (?:much|many)\b.{0,25}\b(?:do|have|did) (?:we|i)\b.{0,15}\b(?:left|owe|used|spent|remaining)\b",
    # No article says what happened, only how things work: "which days were lost", "when was the outage".
    r"\b(?:which|how many|how much|who|when|what)\b(?:(?! (?:if|when|happens|does|do|should|can)\b) [\w-]{1,30}){0,3} (?:were|was|did|has been|have been)\b",
    r"\bwho (?:changed|deleted|removed|created|edited|moved|loads?|loaded|fixes|repairs|takes care)\b.{0,40}\b(?:our|my|it|them|again|yesterday|today|last)\b",
)
_VAGUE_WORDS = frozenset(
    ["it", "this", "that", "is", "are", "was", "doesn't", "does", "not", "work", "working", "works", "broken", "fails", "failed", "failing", "wrong", "again", "please", "help", "me", "us", "fix", "same", "problem", "issue", "error", "last", "time", "as", "before", "still", "waiting", "since", "yesterday", "hello", "hi", "hey", "the", "a", "an", "i", "we", "my", "our", "have", "has", "having", "got", "need", "can", "you", "anyone", "there", "numbers", "something", "nothing", "stuff", "thing", "things", "don't", "do", "won't", "down", "stopped", "bad", "happens", "happened", "happening", "today", "now", "just", "fail", "did", "doing", "see", "here", "page", "screen", "button", "look", "mean", "means", "happen", "wont", "doesnt", "isnt", "cant", "can't", "isn't", "it's", "its", "that's", "get", "gets", "getting", "keep", "keeps", "go", "goes", "be", "been", "be", "about", "when", "where", "at", "all", "for", "from", "on", "in", "or", "no", "yes", "going", "stuck", "weird", "strange", "messed", "up", "mess", "why", "what", "any", "some", "with", "to", "of", "and", "so", "urgent", "asap", "test", "testing", "ok", "okay", "question", "quick"]
)  # fmt: skip
_GLAD = re.compile(
    "^[\U0001f44d\U0001f64f\u2764\U0001f60a\U0001f642\U0001f389\U0001f44c\u2705\U0001f600-\U0001f604\ufe0f\\s]{1,12}$"
)
# Sounds and filler words, in any language: none of them can be looked up.
_SOUND = re.compile(
    r"^(?:h+[mn]+|m+h*|u+h*m*|e+r*m*|a+h+|o+h+|h+u+h*|e+h+|ä+h*m*|h+ä+|h+e+i+n+|e+u+h*|e+h*m+|n+a+|t+j+a+|u+f+|p+f+|b+a+h+"
    r"|l+o+l+|o+k+|k|okay|okey|ja|yes|yep|yeah|no|nope|nein|oui|non|s[iíì]|y|n|x+|tests?|testing|tested|teste|prueba|essai"
    r"|so|well|da|nun|also|bon|bueno|ping|asdf\w{0,12}|qwert\w{0,12}|([a-z])\1{2,20})$"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+")


@dataclass(frozen=True, slots=True)
class Intents:
    """What was noticed in one message besides its question."""

    wants_person: bool
    says_solved: bool
    says_unsolved: bool
    is_greeting: bool
    is_angry: bool
    is_injection: bool
    is_account_specific: bool
    is_vague: bool
    is_closing: bool = False
    is_small_talk: bool = False
    agrees: bool = False
    speaks_of_answer: bool = False
    is_empty: bool = False


# Triage, the next step, the engine and the handoff each read the same message.
@lru_cache(maxsize=64)
def intents_of(text: str) -> Intents:
    """Read one message; quoted mail below it should have been removed already."""
    plain = plain_text(text)
    unsolved = bool(_NOT_SOLVED.search(plain))
    says_nothing = is_empty(plain)
    return Intents(
        wants_person=bool(_WANTS_PERSON.search(plain)),
        says_solved=not unsolved and len(plain) < 160 and "?" not in plain and bool(_SOLVED.search(plain)),
        says_unsolved=unsolved,
        is_greeting=bool(_GREETING.search(plain)),
        is_angry=bool(_ANGER.search(plain)) or _is_shouting(plain),
        is_injection=bool(_INJECTION.search(plain)),
        is_account_specific=bool(_ACCOUNT.search(plain)),
        is_vague=says_nothing or is_vague(plain),
        is_empty=says_nothing,
        is_closing=len(plain) < 160 and bool(_CLOSING.search(plain) or _GLAD.match(plain)),
        is_small_talk=bool(_SMALL_TALK.search(plain)),
        agrees=len(plain) < 80 and bool(_AGREES.search(plain)),
        speaks_of_answer=bool(_SPEAKS_OF_ANSWER.search(plain)),
    )


def is_empty(text: str) -> bool:
    """Whether a message says nothing at all: punctuation, pictures, a sound, or just "ok" or "test"."""
    words = [word.lower() for word in _WORD.findall(plain_text(text))]
    return len(words) <= 6 and all(_SOUND.match(word) for word in words)


def is_vague(text: str) -> bool:
    """Whether a message names nothing that could be looked up."""
    words = [word.lower() for word in _WORD.findall(plain_text(text))]
    told = [word for word in words if word not in _VAGUE_WORDS]
    return not told or (len(words) <= 12 and len(told) / len(words) < 0.12)


def _is_shouting(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return (len(letters) >= 25 and sum(map(str.isupper, letters)) / len(letters) > 0.7) or "!!!!" in text
