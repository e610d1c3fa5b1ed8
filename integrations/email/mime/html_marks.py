"""What mail programs mark in the HTML they write: quotes, where quotes begin, and signatures."""

CITE, CONTAINER, SEPARATOR, SIGNATURE, RULE, SOFT = (
    "cite",
    "container",
    "separator",
    "signature",
    "rule",
    "soft",
)
"""
A program's mark: a quoted block; a block with quote and attribution; the point after which everything is
quoted; a signature; a horizontal rule; a block that people insert themselves.
"""
_CONTAINER_CLASSES = (
    "gmail_quote", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra", "yahooquoted",
    "ymail_quoted", "gmail_quote_container", "quoted-text", "mailru-blockquote", "freebirdquote", "wmquote",
)  # fmt: skip
ANSWERED_WITHIN = ("gmail_quote", "protonmail_quote", "tutanota_quote")
_SEPARATOR_CLASSES = (
    "outlookmessageheader",
    "moz-cite-prefix",
    "gmail_attr",
    "reply-separator",
    "moz-email-headers-table",
)
_SIGNATURE_CLASSES = (
    "gmail_signature",
    "moz-signature",
    "protonmail_signature_block",
    "apple-mail-signature",
    "ymail_android_signature",
)
_CONTAINER_IDS = ("olk_src_body_section", "isforwardcontent", "replybody", "isreplycontent", "qt")
_SEPARATOR_IDS = (
    "divrplyfwdmsg",
    "appendonsend",
    "stopspelling",
    "ms-outlook-mobile-body-separator-line",
    "mail-editor-reference-message-container",
)
_SIGNATURE_IDS = (
    "signature",
    "ms-outlook-mobile-signature",
    "applemailsignature",
    "ymail_android_signature",
    "divtagdefaultsignature",
)


def mark_of(name: str, found: dict[str, str]) -> str:
    """What an element means to a mail program. Outlook prefixes names it takes over with "x_"."""
    if name == "blockquote":
        return CITE
    classes = [word.removeprefix("x_") for word in found.get("class", "").split()]
    identity = found.get("id", "").removeprefix("x_")
    if found.get("name", "") == "messagereplysection" or found.get("data-marker", "") == "__quoted_text__":
        return CONTAINER
    for word in classes:
        if word.startswith(_CONTAINER_CLASSES):
            return CONTAINER
        if word in _SEPARATOR_CLASSES:
            return SEPARATOR
        if word in _SIGNATURE_CLASSES:
            return SIGNATURE
    if identity.startswith(_SEPARATOR_IDS):
        return SEPARATOR
    if identity in _CONTAINER_IDS:
        return CONTAINER
    if identity.startswith(_SIGNATURE_IDS):
        return SIGNATURE
    if found.get("data-smartmail", "") == "gmail_signature":
        return SIGNATURE
    style = found.get("style", "").replace(" ", "")
    tops = ("border-top:solid", "border-top:1", "border-top-style:solid")
    if name in ("div", "p") and any(top in style for top in tops):
        return RULE
    return ""
