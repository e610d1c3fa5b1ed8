from integrations.email.headers import Address, Headers
from integrations.email.parsed import Bounce


def classify(
    headers: Headers, from_: Address, subject: str, content_type: str, bounce: Bounce | None
) -> tuple[str, str]:
    return "", ""
