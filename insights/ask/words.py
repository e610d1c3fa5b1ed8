# ruff: noqa: E501 - a pattern reads better whole
"""What people call measures, groups and values, in English and German."""

from collections.abc import Sequence

TICKETS = (
    r"(?:support )?(?:tickets?|cases?|requests?|conversations?|issues?|enquir(?:y|ies)|inquir(?:y|ies)|anfragen?|vorg[aä]nge?n?"
    r"|f[aä]lle?n?)"
)
COMPANIES = (
    r"(?:companies|company|accounts?|customers?|clients?|firm(?:a|en)|kund(?:e|en)|kundenfirmen|unternehmen)"
)
_ASSISTANT = r"(?:the |our |by the |vom |die |der |dem |den )?(?:ai|ai assistant|assistant|assistants?'s?|bot|chatbot|ki|assistenten?)"
_CREATED = r"(?:opened|created|received|raised|filed|submitted|logged|reported|come in|came in|coming in|receive|arrive[ds]?|get|got|erstellt|eröffnet|geöffnet|eingegangen|reinkommen|reingekommen|gestellt)"
_SOLVED = r"(?:solved|resolved|closed|completed|finished|gelöst|gelöste[nr]?|erledigt|erledigte[nr]?|geschlossen|geschlossene[nr]?|abgeschlossen)"
_VERBS = r"(?:were|was|are|is|got|get|did we|have we|has been|have been|do we|that|we|did|wurden|wurde|sind|haben wir|wir)"

MEASURES: Sequence[tuple[str, str]] = (
    ("ai_first_reply", rf"(?:time to )?first (?:answer|reply|response)(?: time)? of {_ASSISTANT}|{_ASSISTANT} first (?:reply|response|answer)(?: time)?|how (?:fast|quickly|soon) (?:does|did|do) {_ASSISTANT} (?:first )?(?:answer|reply|respond)|wie schnell antwortet {_ASSISTANT}"),
    ("ai_containment", rf"(?:{_ASSISTANT} )?containment(?: rate)?|(?:conversations |chats )?(?:that )?ended without (?:a person|a human|people|an agent)|ohne (?:einen )?menschen beendet"),
    ("ai_wrong", rf"(?:rate of |share of )?(?:wrong|bad|incorrect) answers(?: of {_ASSISTANT}| by {_ASSISTANT})?|answers (?:were )?judged (?:as )?wrong|how often (?:is|was) {_ASSISTANT} wrong|(?:(?:lag|liegt) {_ASSISTANT}(?: falsch)?|falsche antworten)"),
    ("ai_quality", rf"{_ASSISTANT} quality|quality of {_ASSISTANT}|solved and (?:did not|didn't) come back|qualität {_ASSISTANT}"),
    ("ai_handoff", rf"(?:{_ASSISTANT} )?(?:handoffs?|hand-offs?|handovers?)(?: rate)?(?: (?:of|from|by) {_ASSISTANT})?(?: to (?:a person|people|a human|humans|agents|colleagues))?|(?:conversations |chats )?(?:were )?handed (?:over|off)(?: by {_ASSISTANT})?(?: to (?:a person|people|a human|humans|agents))?|how often (?:does|did) {_ASSISTANT} hand (?:over|off)|übergaben(?: {_ASSISTANT})?(?: an (?:einen )?(?:menschen|kollegen|mitarbeiter|personen))?|an (?:einen |die )?(?:menschen|kollegen|mitarbeiter|personen) (?:übergeben|übergab|übergibt)"),
    ("ai_drafts_used", r"(?:ai )?drafts? (?:used|accepted|usage|use|acceptance)(?: rate)?|(?:share of |how many )?drafts (?:were |are )?(?:used|accepted|sent)|(?:verwendete|genutzte) entwürfe"),
    ("ai_solved", rf"(?:ai )?deflection(?: rate)?|(?:deflection|automation)(?: rate)?|(?:tickets |conversations |questions |chats )?(?:were |are |was |that )?(?:solved|resolved|answered|closed) by {_ASSISTANT}|(?:does|did|do|has) {_ASSISTANT} (?:solve|resolve|solved|resolved)|{_ASSISTANT} (?:solved|solves|resolved|resolves|solve|resolution rate|solution rate|success rate)|(?:tickets |anfragen )?(?:wurden )?{_ASSISTANT} gelöst|löst {_ASSISTANT}|hat {_ASSISTANT} gelöst|lösungsquote {_ASSISTANT}"),
    ("nps_response", r"(?:nps|net promoter) (?:survey )?(?:response|answer) rate|(?:nps|net promoter) surveys answered|beantwortete nps-umfragen"),
    ("nps", r"(?:our )?nps(?: scores?)?|net[ -]promoter(?:[ -]scores?)?|weiterempfehlung(?:squote|srate)?"),
    ("ces_response", r"(?:ces|(?:customer )?effort) (?:survey )?(?:response|answer) rate"),
    ("ces", r"(?:our )?ces(?: scores?)?|(?:customer[ -])?effort(?:[ -]scores?)?|kundenaufwand"),
    ("csat_response", r"csat survey response rate|answered (?:our |the |a )?surveys?|(?:survey|csat) (?:response|answer) rate|response rate (?:of|to|on) (?:the |our )?surveys?|(?:how many |share of )?surveys (?:were |are |got )?answered|answered surveys|(?:beantwortete )?umfragen(?: wurden)?(?: beantwortet)?|rücklaufquote"),
    ("csat", r"(?:customer )?(?:csat|satisfaction)(?: scores?| ratings?)?|(?:average |mean )?(?:ratings?|survey scores?)|how (?:happy|satisfied|content) (?:are|were|is|was)(?: our| the)?|rate us|(?:kunden)?zufriedenheit|wie zufrieden (?:sind|waren)(?: unsere| die)?|bewertung(?:en)?"),
    ("first_contact", rf"fcr|first[ -]contact (?:resolution|solution|solve)s?(?: rate)?|(?:{TICKETS} )?(?:were |are )?(?:solved|resolved) (?:at|on|in|with) (?:the )?first (?:contact|reply|response|touch)|one[ -]touch (?:resolution|tickets|rate)|erstlösungsquote|beim ersten kontakt gelöst(?:e tickets)?"),
    ("first_reply", r"(?:median |our )?(?:first|initial) (?:responses?|repl(?:y|ies)|answers?)(?: times?)?|time to (?:the )?first (?:response|reply|answer)|frt|(?:median |our )?(?:response|reply|answer) times?|how (?:fast|quickly|quick|soon|long) (?:do|did|does|are|were|was)(?: we| people| agents| it take(?: us)? to| it take(?: us)? until we)? (?:first )?(?:reply|respond|answer|first replies|replies|responses)|(?:customers? )?wait(?:s|ed)? (?:for )?(?:a |the |their )?first (?:reply|response|answer)|(?:answers?|repl(?:y|ies)|responds?|reacts?)(?= (?:the )?(?:slowest|fastest|quickest))|(?:antwortet|antworten|reagiert|reagieren)(?= am (?:schnell|langsam))|erste(?:n)? antwort(?:en|zeit)?|antwortzeit(?:en)?|erstantwortzeit(?:en)?|reaktionszeit(?:en)?|wie schnell (?:antworten|antworteten|reagieren) wir|wie lange (?:dauert|dauerte)(?:n)? (?:die|unsere) ersten? antwort(?:en)?"),
    ("resolution", rf"(?:median |our )?(?:resolution|solution|solving|handling) times?|time to (?:resolution|resolve|solve|solution|close)|how (?:long|fast|quickly|quick) (?:do|did|does|are|were|was)(?: we| it take(?: us)? to| {TICKETS} take to(?: be)?) (?:resolve[d]?|solve[d]?|close[d]?)(?: (?:a )?{TICKETS})?|lösungszeit(?:en)?|bearbeitungszeit(?:en)?|(?:löst|lösen|schliesst|schliessen)(?: {TICKETS})?(?= am (?:schnell|langsam))|wie lange (?:dauert|dauerte) die lösung(?: von)?|wie lange (?:brauchen wir|dauert es)(?: bis)?(?: zur lösung| tickets zu lösen| bis gelöst ist)?"),
    ("backlog_age", rf"(?:median )?age of (?:the |our )?(?:backlog|open {TICKETS})|backlog age|how old (?:is|are) (?:the |our )?(?:backlog|open {TICKETS})|alter (?:des rückstands|der offenen tickets)|wie alt (?:sind|ist) (?:die|der|unsere) (?:offenen tickets|rückstand)"),
    ("reopen_rate", rf"(?:reopen|reopening|re-open)(?:ing)? rate|(?:share|percentage|percent|rate) of (?:reopened {TICKETS}|{TICKETS} (?:that (?:were|are|get|got) )?reopened)|wiedereröffnungs(?:quote|rate)"),
    ("repeat_contact", r"repeat(?:ed)?[ -]contacts?(?: rate)?|repeat rate|(?:share|percentage|percent|rate) of repeat(?:ed)? contacts|wiederholte (?:anfragen|kontakte)|wiederkontakt(?:quote|rate)"),
    ("reopened", rf"(?:re-?opened|reopenings?|reopens?|wieder geöffnete?|wiedereröffnete?) {TICKETS}|reopen|{TICKETS} (?:{_VERBS} ){{0,2}}(?:re-?opened|reopen|wieder geöffnet|wiedereröffnet)|reopenings|reopens|(?:gets?|got|be|were|was|are)? ?re-?opened|wieder geöffnet|wiedereröffnungen"),
    ("escalation_rate", rf"escalation rates?|escalations?|(?:share|percentage|percent|rate) of (?:escalated {TICKETS}|{TICKETS} (?:that (?:were|are|get|got) )?escalated)|(?:gets? |got )?escalate[sd]?(?: {TICKETS})?|{TICKETS} (?:{_VERBS} ){{0,2}}escalated|eskalations(?:rate|quote)|eskalationen|eskaliert(?:e tickets)?"),
    ("utilisation", r"(?:agents?'? |staff |people's |team )?(?:utili[sz]ation|occupancy)(?: rate)?|(?:(?:personal|team)-?)?auslastung(?:squote|sgrad)?(?: (?:der|unserer) (?:mitarbeiter(?:innen)?|agenten|personen))?"),
    ("reassignments", rf"re-?assignments?|(?:{TICKETS} )?(?:{_VERBS} ){{0,2}}re-?assigned|(?:{TICKETS} )?(?:that )?chang(?:e|ed|ing) hands|handed around|neuzuweisungen|neu zugewiesen|weitergegeben|weitergereicht"),
    ("sla", r"(?:the |our )?(?:slas?|service[ -]levels?)(?: (?:targets?|agreements?|compliance|attainment|performance|rate|hit rate|adherence|achievement))?(?: (?:were |are |was |is |did we |do we |have we )?(?:met|meet|kept|keep|hit|missed|miss|breached|breach|breaches|misses|violated|violations))?|(?:meet|met|keep|kept|hit|miss|missed|misses|breach|breached|breaches)(?: the| our| their| its)? (?:slas?|service[ -]levels?|deadlines?)(?: targets?)?|deadlines (?:were |are )?(?:met|missed)|sla-?(?:quote|erfüllung|verletzungen)|service-?level (?:eingehalten|verletzt)|sla (?:eingehalten|verletzt)"),
    ("backlog", rf"(?:the |our )?(?:ticket )?backlog|(?:currently |still |the |our )?(?:open|unresolved|unsolved|outstanding|offene[nr]?|ungelöste[nr]?|unerledigte[nr]?) {TICKETS}|{TICKETS} (?:are |is |that are )?(?:still |currently |now )?(?:open|unresolved|unsolved|outstanding)(?: now| right now| at the moment| currently)?|{TICKETS} (?:sind )?(?:noch |aktuell |derzeit )?offen|rückstand"),
    ("solved", rf"{_SOLVED} {TICKETS}|{TICKETS} (?:{_VERBS} ){{0,2}}(?:{_SOLVED}|solve|resolve|close)|(?:did|do|have|does|has) (?:we|people|it) (?:solved?|resolved?|closed?)|haben wir gelöst|(?:solved|close|resolved|solves|resolves|solve|resolve|gelöst|closed|closes|geschlossen|erledigt|abgeschlossen)(?: {TICKETS})?"),
    ("created", rf"(?:new|incoming|created|newly opened|neue[nr]?|eingehende[nr]?) {TICKETS}|{TICKETS} (?:{_VERBS} ){{0,2}}{_CREATED}|(?:ticket |support )?(?:volume|inflow|intake|demand)|how busy (?:were|are|was)(?: we)?|(?:ticketaufkommen|ticketvolumen|anfragevolumen)|{_CREATED} {TICKETS}"),
)  # fmt: skip
WEAK_CREATED = rf"{TICKETS}|(?:contact(?:ed)?|wrote|write|writes|asked)(?: to)?(?: us)?|hear(?:d)? from|geschrieben|schreiben"
OPEN = r"(?:currently |still )?(?:open|unresolved|unsolved|offene?[nr]?|ungelöste?[nr]?)"
HAS = r"(?:have|has|haben|hat)"

GROUPS: Sequence[tuple[str, str]] = (
    ("category", r"(?:ticket )?categor(?:y|ies)|(?:ticket |request )?types?|kinds? of (?:tickets?|requests?|questions?|issues?)|kategorien?|ticketart(?:en)?|kategorie"),
    ("channel", r"channels?|kan[aä]le?n?"),
    ("segment", r"(?:customer |company )?segments?|segmenten?|kundensegment(?:en?)?"),
    ("team", r"(?:support )?teams?|queues?"),
    ("brand", r"brands?|marken?"),
    ("area", r"(?:product )?areas?|parts? of the product|(?:produkt)?bereich(?:e|en)?"),
    ("priority", r"priorit(?:y|ies)|priorität(?:en)?"),
    ("status", r"status|statuses|states?"),
    ("tier", r"(?:support )?tiers?|(?:support )?levels?"),
    ("assignee", r"assignees?|agents?|person|people|colleagues?|owners?|staff members?|teammates?|mitarbeiter(?:in|innen)?|agenten?|bearbeiter(?:in|innen)?|personen"),
)  # fmt: skip
TIMES: Sequence[tuple[str, str]] = (
    ("day", r"daily|(?:by|per|each|every|a|for each|for every) days?|(?:pro|je|nach|jeden) tage?n?s?|day by day|täglich|tageweise"),
    ("week", r"weekly|(?:by|per|each|every|for each|for every|pro|je|nach|jede) (?:week|wochen?)|week by week|wöchentlich"),
    ("month", r"monthly|(?:by|per|each|every|for each|for every|pro|je|nach|jeden) (?:month|monate?n?)|month by month|monatlich"),
)  # fmt: skip
OVER_TIME = r"(?:trend(?:s|ed)?(?: of| for| in)?|over time|development of|how (?:has|have|did|does|is) .{0,40} (?:changed?|developed?|trending)|verlauf(?: der| des)?|entwicklung(?: der| des)?|im zeitverlauf)"
ASKS_GROUP = r"(?:which|what|welche[nrs]?)"
BY_GROUP = r"(?:,? ?(?:broken down|split|grouped|told|sorted|divided|aufgeteilt|gegliedert|aufgeschlüsselt) (?:up )?(?:by|into|per|nach)|by each|by every|by|per|for each|for every|in each|of each|each|every|across|nach|pro|je|für jede[ns]?|jede[rsn]?|je nach|where|in which|for which|among)(?: the| our| all)?"

VALUES: Sequence[tuple[str, str, str]] = (
    ("segment", "enterprise", r"enterprise(?:s|-kunden)?|großkunden"),
    ("segment", "mid_market", r"mid[ -]?market|mittelstand(?:skunden)?"),
    ("segment", "smb", r"smbs?|small business(?:es)?|small and medium(?:-sized)? business(?:es)?"),
    ("segment", "self_serve", r"self[ -]serve|self[ -]service"),
    ("channel", "email", r"(?:by |via |per |over )?(?:e-?mails?|mail)"),
    ("channel", "widget", r"(?:in |by |via |from |through |the |im |über das |aus dem )*(?:widget|live chat|chat widget|chat)"),
    ("channel", "slack", r"(?:in |by |via |from |through |über )?slack"),
    ("channel", "api", r"(?:in |by |via |from |through |the |über die )*(?:api) (?:channel)|via (?:the )?api|api(?= tickets?)|through (?:the )?api"),
    ("category", "bug", r"bugs?(?: reports?)?|fehlern?(?:meldung(?:en)?)?"),
    ("category", "billing", r"billing|invoic(?:e|es|ing)|abrechnung(?:en|sfragen)?|rechnungen"),
    ("category", "access", r"access|log-?in|sign-?in|zugang|anmeldung"),
    ("category", "integration", r"integrations?|integration(?:en)?"),
    ("category", "onboarding", r"onboarding|set-?up|einrichtung"),
    ("category", "feature_request", r"feature requests?|feature wishes|funktionswünsche?n?"),
    ("priority", "P1", r"(?:priority |priorität |prio )?p1s?(?: priority)?|priority 1|critical|kritische[nr]?"),
    ("priority", "P2", r"(?:priority |priorität |prio )?p2s?(?: priority)?|priority 2"),
    ("priority", "P3", r"(?:priority |priorität |prio )?p3s?(?: priority)?|priority 3"),
    ("priority", "P4", r"(?:priority |priorität |prio )?p4s?(?: priority)?|priority 4"),
    ("status", "pending", r"pending|waiting (?:for|on) (?:the |a )?customers?|wartende[nr]?|(?:die )?auf (?:den )?kunden warten"),
    ("status", "on_hold", r"on[ -]hold|zurückgestellte?[nr]?"),
    ("tier", "T1", r"t1|tier 1|tier one|first[ -]level|first tier"),
    ("tier", "T2", r"t2|tier 2|tier two|second[ -]level|second tier"),
    ("tier", "T3", r"t3|tier 3|tier three|third[ -]level|third tier"),
    ("assignee", "none", r"unassigned|(?:without|with no) (?:an )?(?:assignee|owner)|assigned to (?:nobody|no one|no-one)|nicht zugewiesene?[nr]?|ohne bearbeiter"),
    ("assignee", "me", r"assigned to me|my|mine|i have|do i have|mir zugewiesene?[nr]?|meine[nr]?"),
    ("team", "none", r"(?:without|with no|in no) (?:a )?team|ohne team"),
    ("category", "none", r"(?:without|with no) (?:a )?category|uncategori[sz]ed|ohne kategorie"),
    ("company", "none", r"(?:without|with no) (?:a )?(?:company|account)|ohne firma"),
    ("category", "question", r"(?:how-?to )?questions?|fragen"),
    ("tag", "none", r"untagged|(?:without|with no) (?:any |a )?tags?"),
)  # fmt: skip
IS_NOT = r"(?:(?:that|which|who) (?:are not|aren't)|die keine|except(?: for)?|excluding|without|other than|apart from|but not|not counting|not|außer|ohne|nicht)(?: the| from| in| for| die| der| das| von)*"
LISTED = r"(?:[|] |, )*(?:or|and|,|und|oder) "
AROUND = {
    "team": (r"(?:(?:the|our|in|by|for|of|team|das|dem|im|vom|von|beim?|für|queue) )*", r"(?: (?:team|queue))?"),
    "segment": (r"(?:(?:the|our|segment|for|from|of|by|in|von|der|für|bei) )*", r"(?: segment)?"),
    "category": (r"(?:(?:the|category|about|with|on|zu|zum|zur|über|kategorie) )*", r"(?: (?:category|related|questions?|issues?|problems?|requests?|fragen|tickets?(?= [|])))?"),
    "tag": (r"(?:(?:the|with|having|and) )*(?:tagged(?: with| as)?|tags?|mit tag|markiert mit)(?: the tag)? ", r""),
    "company": (r"(?:(?:the|from|by|of|for|at|company|customer|account|with|does|did|has|do|von|für|bei) )*", r"(?: (?:have|has|had|haben|hat))?"),
    "assignee": (r"(?:(?:the|assigned to|by|for|of|did|does|has|with|held by|owned by|solved by|von|für) )*", r""),
    "brand": (r"(?:(?:the|on|for|of|in|brand|at|with|marke|für|von) )*", r"(?: brand)?"),
    "area": (r"(?:(?:the|about|in|with|on|for|of|area|product|from|bereich|im|zu) )*", r"(?: (?:area|product area))?"),
}  # fmt: skip
BEFORE_TAG = (LISTED, AROUND["tag"][0])
EXPLICIT = {
    "team": r"(?:team {0}|{0} (?:team|queue))",
    "category": r"(?:category {0}|kategorie {0}|{0} (?:category|tickets?|questions?|issues?|requests?|cases?|problems?))|about {0}",
    "segment": r"(?:segment {0}|{0} (?:segment|companies|customers|accounts|clients|kunden))",
    "area": r"(?:area {0}|bereich {0}|{0} area)",
    "brand": r"(?:brand {0}|marke {0}|{0} brand)",
    "company": r"(?:company|customer|account) {0}",
    "priority": r"priority {0}",
}
"""How somebody says which of several things that have one name is meant."""

TOOK = r"(?:took|take|takes|needed|need|needs|brauchten|brauchen) .{1,40} (?:to|bis zur)"
TO_SOLVE = r"(?:to (?:be )?(?:resolved?|solved?|closed?)|bis zur lösung)"
TO_REPLY = r"(?:to (?:be )?(?:repl(?:y|ied)|answer(?:ed)?|respond(?:ed)?))(?: to)?"
NOUNS = r"(?<!for )(?<!about )(?<!of )(?<!category )(?:questions|conversations|chats|fragen|gespräche)"
OF_SHARES = frozenset({"share", "percent", "percentage", "rate", "rates", "anteil", "quote", "%", "prozent"})
"""Words that change nothing beside a share, and much beside a count; so are those below, each beside its kind."""
OF_MEANS = frozenset({
    "average", "mean", "avg", "durchschnittlich", "durchschnittliche", "durchschnittlichen", "durchschnitt", "schnitt",
    "mittlere", "mittleren", "score", "scores",
})  # fmt: skip
OF_TIMES = frozenset({"median", "im", "take", "takes", "took", "dauert", "dauern", "dauerte"})
OF_COUNTS = frozenset(
    {
        "total",
        "number",
        "anzahl",
        "distribution",
        "verteilung",
        "get",
        "got",
        "receive",
        "gab",
        "gibt",
        "bekommen",
        "bekamen",
    }
)
HOW_LONG = r"(?:how|wie) (?:long|fast|quickly|quick|soon|lange|schnell|rasch|high|hoch)"
HOW_MUCH = r"(?:how (?:many|much|often|big|high)|(?:the )?(?:total )?(?:number|count|amount) of|wie (?:viele?|oft|häufig|gross|hoch)|(?:die )?(?:gesamt)?(?:an)?zahl(?: der| von)?|how frequently)"
POLITE = r"(?:(?:can|could|may) (?:i|you) (?:please )?(?:see|get|have|show|give|tell)(?: me| us)?|i (?:want|need|would like|'d like)(?: to (?:see|know|have))?|i'd like(?: to (?:see|know|have))?|(?:show|give|tell|let) (?:me|us)(?: see| know)?|(?:zeige?|gib|nenne?|sag) (?:mir|uns)|kannst du (?:mir|uns) (?:zeigen|sagen))"
"""Asking for it: with "I" and "me", which are a condition elsewhere."""
OF_THIS_MOMENT = frozenset({
    "now", "right", "currently", "still", "moment", "noch", "immer", "aktuell", "derzeit", "gerade", "momentan", "jetzt",
})  # fmt: skip
CUSTOMERS = frozenset({
    "customer", "customers", "client", "clients", "kunde", "kunden", "account", "accounts", "company", "companies", "firmen",
})  # fmt: skip
BESIDE = {
    "created": frozenset(
        {"came", "come", "kamen", "kam", "rein", "herein", "ein", "bring", "brings", "brought"}
    ),
    "companies": frozenset({"different", "something", "verschiedene", "etwas", "hear", "heard"}),
    "ai_wrong": frozenset({"wrong", "falsch"}),
    "sla": frozenset(
        {
            "met",
            "meet",
            "meets",
            "kept",
            "keep",
            "keeps",
            "gehalten",
            "eingehalten",
            "eingehaltene",
            "eingehaltener",
            "eingehaltenen",
            "erfüllt",
            "erfüllte",
            "erfüllter",
            "erfüllten",
        }
    ),
    "ai_handoff": frozenset({"assistant", "assistent", "assistenten", "bot", "chatbot", "ki", "ai"}),
    "csat": frozenset({"gave", "gives", "gaben", "gab"}),
}
"""Words that say nothing beside one measure."""
BESIDE_BOUNDS = frozenset({"where", "wo", "waited", "took", "take", "dauerten"})
OF_CUSTOMERS = frozenset({
    "created", "companies", "csat", "csat_response", "ces", "ces_response", "nps", "nps_response", "first_reply",
    "ai_first_reply",
})  # fmt: skip
"""Measures of what customers do or get."""
ABOUT_CUSTOMERS = OF_CUSTOMERS - {"created"}
NOT_HELD = frozenset(
    {"created", "reopened", "escalation_rate", "companies", "csat_response", "ces_response", "nps_response"}
)
"""Measures that say nothing of who holds a ticket."""
COUNTED = frozenset({
    "ai_containment", "ai_solved", "ai_handoff", "ai_quality", "ai_drafts_used", "ai_wrong", "csat_response", "ces_response", "nps_response",
    "first_contact", "repeat_contact",
})  # fmt: skip
"""Shares whose part, shown beside them, is what is counted."""
DIRECTIONS = frozenset({"by", "durch", "from", "von", "vom"})
PREPOSITIONS = DIRECTIONS | {"to", "an", "zu", "nach", "per", "pro"}
HELD = frozenset({"assigned", "held", "owned", "zugewiesen", "zugewiesene", "zugewiesenen"})
AND, OR = frozenset({"and", "und"}), frozenset({"or", "oder"})
JOINS = AND | OR | {","}
OPEN_VALUES = ("new", "on_hold", "open", "pending")
_OPENS = r"(?:open(?:s|ed)?|create[sd]?|raise[sd]?|file[sd]?|submit(?:s|ted)?|logg?(?:s|ed)?|report(?:s|ed)?|writes?|wrote|sends?|sent|start(?:s|ed)?|(?:eröffnet|erstellt|geöffnet|angelegt|gestellt|eingereicht|gemeldet)(?:e[nr]?)?|geschrieben|schrieb)"
OPENS = _OPENS
DID_OPEN = rf"(?:did|does|do|has|have|had|hat|haben|hatte|hatten) .{{1,60}}? {_OPENS}"
ASSIGNED = r"(?:assigned to|held by|owned by|zugewiesene?[nr]?|zugeteilte?[nr]?)"
WAITING = r"(?:wait(?:s|ed|ing)?(?: for)?|(?:warten|wartet|warteten|wartete)|auf)"
WAIT = r"(?:wait(?:s|ed|ing)?|warten|wartet|warteten|wartete)"
STANDS = r"(?:are|is|sind|ist) (?:(?:currently|now|gerade|aktuell|derzeit) )?(?:pending|on[ -]hold|zurückgestellt|waiting (?:for|on) (?:the |a )?customers?)"
UNTIL_SOLVED = (
    r"wie lange (?:dauert|dauerte|braucht|brauchte)",
    r"gelöst(?: ist| wird| sind| werden)?",
    r"bis",
)
DONE_BY = r"(?:von|vom) (?:[^ ]+ ){1,3}(?:gelöst|gelöste[nr]?|geschlossene?[nr]?|eskalierte?[nr]?|wiedereröffnete?[nr]?|erledigte?[nr]?)"
BY_THEM = rf"(?:{_SOLVED}|{_OPENS}|escalated|re-?opened|reassigned|handed over) (?:by|through) (?:the |our |a |their )?{COMPANIES}"
ESCALATED = rf"(?:escalated|eskalierte[nr]?) {TICKETS}"
WROTE = rf"(?:{WEAK_CREATED}|{_CREATED}|sent|had|reached out|gemeldet|angefragt)"
"""What a company did to be one that wrote: how many there are is no figure."""
IS_SOLVED = rf"(?:are|is|sind|ist) (?:(?:now|already|schon|jetzt|inzwischen) )?{_SOLVED}"
HOW_MANY = r"(?:how many|number of|count of|wie viele|anzahl(?: der| von)?|zahl der|total)"
HANDED = r"an (?:einen |die )?(?:menschen|kollegen|mitarbeiter|personen) (?:übergeben|übergab|übergibt)"
BY_ASSISTANT = (
    r"(?:der|die|vom|von der|unser|unsere|the|by the) (?:ki|bot|chatbot|assistent|assistenten|assistant|ai)"
)
TICKETS_COUNTED = rf"{HOW_MANY} (?:(?!{COMPANIES} )[^ ]+ ){{0,3}}{TICKETS}"
"""Where tickets are counted, customers are whose they are."""
TO_OPEN = r"(?:did|does|do|to) (?:[^ ]+ ){1,4}open"
A_RATING = r"(?:ratings?|rated|scores?|bewertung(?:en)?|bewertet|survey)"
_STILL = r"(?:still|yet|now|currently|right now|today|noch|immer noch|noch immer|weiterhin|nach wie vor|aktuell|derzeit|jetzt)"
_IS_OPEN = r"(?:open|unresolved|unsolved|outstanding|offene?[nr]?|ungelöste?[nr]?|unerledigte?[nr]?)"
STILL_OPEN = (
    rf"(?:(?:but|that|which|and|und|aber|die) )?(?:(?:are|is|have|has|remain|remains|remaining|sind|ist|bleiben|blieben) )?(?:{_STILL} )*"
    rf"(?:{_IS_OPEN}|(?:not|nicht)(?: {_STILL})*(?: been)? (?:solved|resolved|closed|gelöst|geschlossen|erledigt))(?: {_STILL})*"
)
IS_STILL = (
    rf"(?:(?:remain|remains|remaining|are|is|sind|ist|bleiben) (?:{_STILL} )*|{_STILL} )(?:{_IS_OPEN}|not|nicht)"
    rf"|(?:{_IS_OPEN}|nicht gelöst) (?:sind|ist)|(?:not|nicht) (?:yet |noch )?(?:been )?(?:solved|resolved|closed|gelöst|geschlossen|erledigt)"
)
_WAS = r"(?:opened|created|received|raised|filed|submitted|logged|reported|came in|come in|arrived|(?:eröffnet|erstellt|geöffnet|angelegt|gestellt|gemeldet|eingegangen|reingekommen|hereingekommen)(?:e[nr]?)?|reinkamen|hereinkamen|eingingen|kamen)"
WAS_OPENED = rf"(?:(?:that|which|die|we|wir|newly|neu) )*(?:{_VERBS} )*{_WAS}(?: (?:wurden|sind|haben|rein|herein))?|(?:new|neue[nr]?)(?= {TICKETS})"
OF_A_PERIOD = r"(?:from|aus|von|vom) (?:the |dem |der |den )?(?:last|this|past|previous|yesterday|today|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|letzte[nrms]?|vorige[nrm]?|vergangene[nrm]?|diese[nrms]?|gestern|heute|januar|februar|märz|mai|juni|juli|oktober|dezember)"
FAST = r"(?:the )?(?:fastest|quickest|schnellsten|am schnellsten)"
SLOW = r"(?:the )?(?:slowest|langsamsten|am langsamsten)"
SHARE_OF = {"reopened": "reopen_rate"}
MISSES = r"(?:slas?-)?(?:miss(?:es|ed|ing)?|breach(?:es|ed|ing)?|violat(?:es?|ed|ions?)|verletz(?:t|te|ten|ung|ungen)|verfehl(?:t|te|ten|ungen)|überschritten|überschreitungen|gerissen)"
TAGGED = r"(?:tagged|tags?|mit tag|markiert)"
OPENED = rf"(?:{_CREATED}|open|had|sent|wrote|write|have)"
OF_NOW = ("status", "assignee")
"""What tickets have now: who asks for it may mean those that are open now."""
WITHOUT = r"(?:without|with no|in no|unassigned|ohne)"
WHO = r"(?:who|wer)"
OF_PEOPLE = frozenset({
    "solved", "first_reply", "resolution", "first_contact", "reassignments", "sla", "ai_drafts_used",
})  # fmt: skip
"""Measures of what somebody of ours did: who asks for them asks for people, not for customers."""
_THE = r"(?:(?:the|die|das|den|dem|der|am) )?"
MOST = rf"{_THE}(?:most often|most frequently|most|häufigsten|highest|biggest|largest|greatest|busiest|top|longest|slowest(?: to)?|worst|oldest|meisten|höchste[nrs]?|größte[nrs]?|längste[nrs]?|langsamste[nrs]?|älteste[nrs]?)"
LEAST = rf"{_THE}(?:fewest|least|lowest|smallest|shortest|(?:fastest|quickest)(?: to)?|wenigsten|niedrigste[nrs]?|kleinste[nrs]?|kürzeste[nrs]?|schnellste[nrs]?)"
HAPPIEST = r"(?:happiest|most satisfied|zufriedenste[nrs]?)"
BAD, GOOD = rf"{_THE}(?:worst|schlechteste[nrs]?)", rf"{_THE}(?:best|beste[nrs]?|{HAPPIEST})"
SUPERLATIVE = rf"(?:{BAD}|{GOOD}|{LEAST}|{MOST})"
OF_TIME, OF_AGE, OF_WORK = r"long|slow|fast|quick|short|läng|langsam|schnell|kürz", r"old|älte", r"busi"
AMBIGUOUS_HEALTH = (
    r"(?:struggling|unhappy|in trouble|at risk|suffering|frustrated|unzufriedene?[nr]?|gefährdete?[nr]?)"
)
UNANSWERABLE = r"(?:why|warum|weshalb|wieso|predict(?:ion|ed|ions)?|forecasts?|will|next (?:week|month|quarter|year)|tomorrow|nächsten? (?:woche|monat)|churn(?:ed|ing)?|cancel(?:led|ing)?|likely|should|weather|articles?|artikel|cost|costs|kosten|revenue|umsatz|password|passwords|delete|drop|select|insert|update|union)"
URGENT = r"(?:urgent|dringende?[nr]?)"
FILLERS = frozenset((
    # articles, and words for us
    "a", "the", "ein", "eine", "einem", "einen", "einer", "der", "die", "das", "dem", "den", "des",
    "we", "us", "our", "you", "your", "wir", "uns", "unser", "unsere", "unseren", "unserer",
    # words that ask
    "what", "what's", "which", "who", "who's", "how", "how's", "welche", "welchen", "welcher", "welches", "wer", "wie", "was",
    # verbs that only hold a sentence together
    "is", "are", "was", "were", "be", "been", "do", "does", "did", "have", "has", "had", "can", "could", "would",
    "ist", "sind", "war", "waren", "wird", "werden", "wurde", "wurden", "hat", "haben", "hatte", "hatten",
    "it", "its", "es", "there", "there's", "they", "their", "them", "that", "sich",
    # asking for it politely
    "please", "bitte", "show", "list", "display", "give", "see", "zeig", "zeige", "report", "table", "chart", "graph", "figure", "figures", "overall", "all", "alle", "aller",
    # prepositions that say no direction
    "in", "of", "for", "on", "at", "with", "about", "im", "für", "bei", "mit", "am",
))  # fmt: skip
"""Words that change nothing, whatever they stand beside: nothing that could be a condition belongs here."""
NO_NAMES = (
    FILLERS
    | OF_SHARES
    | OF_MEANS
    | OF_TIMES
    | OF_COUNTS
    | OF_THIS_MOMENT
    | CUSTOMERS
    | PREPOSITIONS
    | JOINS
    | {
        "before",
        "after",
        "until",
        "since",
        "not",
        "never",
        "without",
        "more",
        "than",
        "open",
        "new",
        "old",
        "oldest",
        "solved",
        "vor",
        "seit",
        "bis",
        "nicht",
        "ohne",
        "mehr",
        "als",
        "offen",
        "neu",
        "alt",
        "gelöst",
        "ich",
        "mich",
    }
)
"""Words of the language: where they are left, nobody means a company that is called so."""
