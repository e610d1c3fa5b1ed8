from dataclasses import dataclass
from integrations.email.headers import Address
from integrations.email.html_lines import HtmlLine


@dataclass(frozen=True, slots=True)
class Split:
    visible: str
    visible_html: str
    quoted: str
    signature: str


def split(text: str, *, rich: list[HtmlLine], html: str, sender: Address, is_forward: bool) -> Split:
    return Split(text.strip(), html, "", "")
