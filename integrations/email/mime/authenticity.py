"""Whether the receiving server vouches for a mail's sender (RFC 8601 Authentication-Results)."""

from collections.abc import Sequence

from authres import AuthenticationResultsHeader, AuthResError

from core.addresses import NotAnAddress, ascii_domain, domain_of, on_the_wire


def is_authentic(*, results: Sequence[str], trusted_authserv: str, from_address: str) -> bool:
    """
    Whether DMARC passed, or SPF or DKIM for the From domain itself.

    `results` are the header's values, topmost first. Only the topmost one that names `trusted_authserv`
    counts: the sender could have written the others. Without a trusted name nothing is proven.
    """
    domain = _wire_domain(from_address)
    found = _trusted(results, trusted_authserv)
    return bool(domain) and any(_vouches(result, domain) for result in found)


def is_forged(*, results: Sequence[str], trusted_authserv: str, from_address: str) -> bool:
    """
    Whether the trusted server says the mail is not from its From domain: DMARC failed and nothing passed.

    Without DMARC nothing is known: many honest domains have none.
    """
    found = _trusted(results, trusted_authserv)
    if is_authentic(results=results, trusted_authserv=trusted_authserv, from_address=from_address):
        return False
    return any(
        str(getattr(result, "method", "")).lower() == "dmarc"
        and str(getattr(result, "result", "")).lower() == "fail"
        for result in found
    )


def _trusted(results: Sequence[str], trusted_authserv: str) -> list[object]:
    """The contents of the trusted server's topmost header."""
    for value in results if trusted_authserv else ():
        try:
            header = AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
        except AuthResError:
            continue
        if (header.authserv_id or "").lower() == trusted_authserv.lower():
            return list(header.results)
    return []


def _wire_domain(address: str) -> str:
    """Results name domains in ASCII."""
    try:
        return domain_of(on_the_wire(address))
    except NotAnAddress:
        return ""


def _vouches(result: object, domain: str) -> bool:
    method = str(getattr(result, "method", "")).lower()
    if str(getattr(result, "result", "")).lower() != "pass":
        return False
    if method == "dmarc":
        named = getattr(result, "header_from", "")
        return not named or _is_aligned(_ascii(named), domain)
    if method == "dkim":
        return _is_aligned(_ascii(getattr(result, "header_d", "")), domain)
    if method == "spf":
        sender = str(getattr(result, "smtp_mailfrom", "") or "").lower()
        return _is_aligned(_ascii(sender.rpartition("@")[2]), domain)
    return False


def _ascii(domain: object) -> str:
    try:
        return ascii_domain(str(domain or ""))
    except NotAnAddress:
        return ""


def _is_aligned(proven: str, domain: str) -> bool:
    """Strict or subdomain alignment: `mail.example.com` for `example.com`, and vice versa."""
    return bool(proven) and (
        proven == domain
        or (proven.count(".") > 0 and domain.endswith(f".{proven}"))
        or (domain.count(".") > 0 and proven.endswith(f".{domain}"))
    )
