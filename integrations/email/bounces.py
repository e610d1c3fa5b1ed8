from integrations.email.bodies import Body
from integrations.email.headers import Address
from integrations.email.parsed import Bounce
from integrations.email.parts import Part


def find(root: Part, body: Body, text: str, subject: str, from_: Address) -> Bounce | None:
    return None
