# ruff: noqa: E501 - patterns read better whole
"""
Topics reserved for people, recognized by what is asked for rather than by a single word.

A pattern describes a demand or an incident ("refund me", "we have been hacked"), so that a question about the
written rules ("how long does a refund take?") still gets its article. Each built-in boundary has its patterns
here; admins add keywords of their own.
"""

import re
from collections.abc import Mapping

_MONEY = r"(?:money|payment|charge|fee|amount|invoice|bill)"
_LEAD = r"(?:please|pls|must|need to|want to|wants to|would like to|have to|going to|we(?:'ll| will)|i(?:'ll| will)|can you|could you|let us|let me)"

_SOURCES: Mapping[str, tuple[str, ...]] = {
    "security": (
        r"\b(?:been|got|was|were|are (?:we|you)) (?:hacked|breached|compromised|phished)\b",
        r"\b(?:security|data) (?:breach|incident|leak|hole)\b(?!\w)",
        r"\b(?:vulnerabilit(?:y|ies)|xss|csrf|ssrf|sql injection|remote code execution|rce|bug bounty|responsible disclosure|zero[- ]day)\b",
        r"\b(?:unauthori[sz]ed|suspicious|unknown|strange) (?:log ?ins?|sign[- ]?ins?|access|activity|sessions?|device)\b",
        r"\b(?:someone|somebody|a stranger|an attacker|a hacker|hackers?)\b.{0,40}\b(?:logged in|signed in|accessed|got in(?:to)?|broke in|stole|took over|is (?:in|using) (?:our|my))\b",
        r"\baccount (?:takeover|was taken over|has been taken over)\b",
        r"\b(?:malware|ransomware|phishing (?:mail|email|site|page|attack))\b",
        r"\b(?:leaked|exposed|stolen)\b.{0,30}\b(?:customer|personal|our|user) data\b",
        r"\b(?:see|seeing|sees|saw|shows?|showing)\b.{0,30}\b(?:another|other|someone else'?s?|a different) (?:company|customer|tenant|account|workspace|organi[sz]ation)(?:'?s)? (?:data|numbers|dashboards?|users?|invoices?)\b",
    ),
    "legal": (
        r"\b(?:lawyers?|attorneys?|solicitors?|law firm|litigation|lawsuit|subpoena|cease and desist|serve notice|small claims)\b",
        r"\b(?:our|my|your|general|outside|legal) counsel\b",
        r"\b(?:take|taking|pursue|face|consider(?:ing)?) legal (?:action|steps|proceedings)\b",
        r"\b(?:sue|suing) (?:you|your|candor|them)\b|\bsee you in court\b|\b(?:go|going|take (?:you|this)) to court\b",
        r"\bbreach of (?:contract|the (?:contract|agreement)|our (?:contract|agreement)|gdpr|the gdpr|law)\b",
        r"\b(?:data protection authority|ombudsman|regulator)\b.{0,40}\b(?:complain|complaint|report you|report this|file)\b|\b(?:complain|complaint|report you)\b.{0,40}\b(?:data protection authority|ombudsman|regulator)\b",
        r"\b(?:damages|liabilit(?:y|ies)) (?:clause|claim|for)\b|\bclaim (?:for )?damages\b",
    ),
    "billing_dispute": (
        r"\b(?:i|we) (?:want|need|demand|request|expect|deserve|would like|'d like|require)\b.{0,30}\b(?:a |an |my |our |the |full |partial )*(?:refund|money back|compensation|reimburse\w*)\b",
        rf"\b(?:get|have|give (?:me|us)|want|pay)\b.{{0,20}}\b(?:my|our|the) {_MONEY}\b.{{0,15}}\bback\b",
        r"\b(?:please|can you|could you|will you|would you|kindly|must|should)\b.{0,20}\b(?:refund|reimburse|compensate)\b",
        r"\brefund (?:me|us|my|our|this|that|the|it)\b|\b(?:nobody|no one|don'?t|not|never) refunds?\b|\bwhere is my refund\b",
        r"\b(?:dispute|disputing|contest|charge ?back)\b.{0,30}\b(?:charge|invoice|bill|payment|amount|bank|card|fee)\b|\bcharge ?back\b",
        r"\b(?:double|twice|over) ?-?charged\b|\bcharged (?:us |me |my card )?(?:twice|double|too much|the wrong|for something|even though|after)\b|\b(?:wrong|incorrect) (?:amount|charge)\b",
        r"\b(?:what|which|how much|any|some|a) (?:credits?|compensation)\b.{0,25}\b(?:will|do|can|are|would)\b.{0,10}\b(?:you|we|i)\b.{0,10}\b(?:give|get|giving|offer|grant)\b|\b(?:compensation|credit) for (?:the|your|this|that|yesterday|last)\b.{0,20}\b(?:outage|downtime|incident|failure|delay)\b",
        r"\b(?:invoice|bill|charge) (?:is|was|looks) (?:wrong|too high|incorrect|not correct|not what)\b|\bwhy (?:was|were|am|are|did|have) (?:i|we|you)\b.{0,20}\b(?:charged?|billed?)\b.{0,30}\b(?:\$|€|£|usd|eur|gbp|\d{2,})",
    ),
    "cancellation": (
        rf"\b(?:{_LEAD})\b.{{0,25}}\b(?:cancel|terminate|end|close)\b.{{0,30}}\b(?:contract|agreement|subscription|account|plan|service)\b",
        r"^(?:(?:hi|hello|please|pls|i want to|we want to)[,.! ]{1,3}){0,3}(?:cancel(?:lation|ation)?|terminate|unsubscribe|kündigen|kündigung|résilier|résiliation|resiliation|cancelar|cancelación|cancelacion)(?: (?:us|me|now|all|it|everything|please|pls|bitte|svp|por favor)){0,3}[.! ]*$",
        r"\bnotice of (?:termination|cancellation)\b|\b(?:we are|we're|i am|i'm) (?:cancel+ing|terminating) (?:our|my|the|this|with)\b",
        r"\b(?:not (?:going to )?renew|won'?t (?:be )?renew(?:ing)?|no longer renew)\b",
    ),
    "accessibility": (
        r"\b(?:screen ?reader|jaws|nvda|voiceover|braille)\b",
        r"\b(?:wcag|vpat|section 508|ada (?:compliant|compliance|violation)|under the ada|americans with disabilities)\b",
        r"\b(?:i am|i'm|is|are|colleague|employee|user)\b.{0,15}\b(?:blind|visually impaired|deaf|hard of hearing|disabled|color ?blind|colour ?blind|low vision)\b",
        r"\baccessib(?:le|ility)\b.{0,40}\b(?:disab|impair|keyboard|statement|barrier|complaint|law|act|audit)\w*",
    ),
    "distress": (
        r"\b(?:kill(?:ing)? my ?self|suicid\w*|end (?:my|it all)(?: life)?|self[- ]harm|hurt my ?self|don'?t want to (?:live|be here any ?more)|no reason to live)\b",
        r"\b(?:can'?t|cannot|can not) (?:take|do|bear|stand|cope with) (?:this|it|life)(?: (?:job|stress|pressure))? any ?(?:more|longer)\b",
        r"\b(?:job|work|this|stress|pressure|boss)\b.{0,15}\b(?:is|are) (?:killing|destroying|breaking) me\b",
        r"\b(?:nervous breakdown|panic attacks?|having a breakdown|desperate and)\b|\bi(?:'m| am) (?:desperate|in tears|crying|at the end of my rope)\b",
        r"\b(?:going to|will|i'?ll) (?:hurt|kill|shoot|find) (?:you|them|him|her|someone|somebody)\b",
    ),
    "contracts": (
        r"\b(?:negotiat\w+|redline[sd]?|countersign\w*|amend(?:ment)?)\b.{0,40}\b(?:contract|agreement|msa|dpa|terms|order form|renewal)\b|\b(?:contract|agreement|msa|dpa|terms|renewal)\b.{0,40}\b(?:negotiat\w+|redline[sd]?|countersign\w*|amendment)\b",
        r"\bclause \d+|\b(?:our|the|your) (?:agreement|contract|msa)\b.{0,25}\b(?:says|states|clause|section|expires?|term|signed?|renew)\w*\b",
        r"\b(?:you|someone|somebody) (?:please )?(?:sign|execute|fill (?:in|out))\b.{0,25}\b(?:baa|nda|msa|dpa|order form|purchase order|vendor (?:form|questionnaire)|security questionnaire)\b",
        r"\b(?:promised|guaranteed|agreed|offered|told)\b.{0,40}\b(?:discount|price|rate|\d+ ?(?:%|percent)|free\b)",
        r"\b(?:give|get|want|need|offer|have)\b.{0,20}\b(?:a |an |some |better |bigger |extra )*(?:discount|special price|better price|better deal|lower price)\b",
        r"\b(?:renewal|our) (?:quote|offer|price)\b.{0,40}\b(?:wrong|doesn'?t|does not|isn'?t|missing|higher|show|match)\b",
    ),
    "account_changes": (
        r"\b(?:make|set|add|promote)\b.{0,12}\b(?:me|myself|him|her|us)\b.{0,20}\b(?:the |an? )*(?:owner|admin(?:istrator)?|super ?user)\b",
        r"\b(?:transfer|change|hand over|move)\b.{0,15}\b(?:the )?(?:ownership|workspace owner|account owner)\b.{0,20}\b(?:to me|to us|for me|for us|please)\b|\bgive me (?:access|admin|ownership|the password|(?:his|her|their) (?:login|account))\b",
        r"\b(?:log|sign) ?-?in (?:as|for) (?:me|us|him|her)\b|\b(?:do|set|change|fix) (?:it|this|that)(?: up)? (?:for me|for us|on my behalf|on our behalf)\b",
        r"\b(?:can you|could you|please|pls|kindly)\b.{0,12}\b(?:reset|change|disable|remove|turn off|bypass)\b.{0,20}\b(?:(?:my|his|her|their|our|the) (?:password|2fa|mfa|two[- ]factor|email address|e-?mail|phone|login|owner))\b",
        r"\b(?:please|pls|can you|could you|kindly) (?:delete|close|remove|erase|merge|suspend|reactivate|unlock)\b.{0,20}\b(?:my|our|this|the|his|her) (?:account|workspace|user|organi[sz]ation|data|company)\b",
        r"\b(?:boss|manager|ceo|director|he|she)\b.{0,25}\b(?:said|says|told)\b.{0,25}\b(?:ok|okay|fine|allowed|you (?:can|should))\b",
    ),
    "other_customers": (
        r"\b(?:give|tell|send|share|show|what(?:'s| is)|who)\b.{0,40}\b(?:e-?mail|phone|number|contact|name|address|data|person|customers?|users?)\b.{0,20}\b(?:of|at|from|for) (?:(?-i:[A-Z])\w+|another|other|your other|a different)\b.{0,60}\b(?:uses?|using|works? with|customers?|your product|account|company)\b",
        r"\b(?:list|names?|who) (?:of|are) (?:all )?your (?:other )?customers\b|\bwhich (?:other )?(?:companies|customers) (?:use|pay|are)\b",
    ),
}  # fmt: skip

PATTERNS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    topic: tuple(re.compile(source, re.IGNORECASE | re.DOTALL) for source in sources)
    for topic, sources in _SOURCES.items()
}
MAX_READ = 6000
MAX_HELD = 40_000
"""How much text is searched for topics reserved for people: far more than any engine is given."""
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'"})


def plain_text(text: str, limit: int = MAX_READ) -> str:
    """
    A message on one line with straight apostrophes, the only form that the patterns read.

    Of a message longer than `limit`, the beginning and the end: a request often follows a page of log.
    """
    if len(text) > limit:
        text = f"{text[: limit - limit // 3]} {text[-(limit // 3) :]}"
    return " ".join(text.translate(_APOSTROPHES).split())


def topics_of(text: str) -> dict[str, str]:
    """The topics recognized in a message, each with the words that triggered it."""
    plain = plain_text(text, MAX_HELD)
    found: dict[str, str] = {}
    for topic, patterns in PATTERNS.items():
        for pattern in patterns:
            match = pattern.search(plain)
            if match is not None:
                found[topic] = match.group(0)
                break
    return found
