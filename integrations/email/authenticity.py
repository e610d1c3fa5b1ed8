"""Whether the receiving server vouches for a mail's sender (RFC 8601 Authentication-Results)."""

from collections.abc import Sequence

from authres import AuthenticationResultsHeader, AuthResError


def is_authentic(*, results: Sequence[str], trusted_authserv: str, from_address: str) -> bool:
    """
    Whether DMARC passed, or SPF or DKIM for the From domain itself.

    `results` are the header's values, topmost first. Only the topmost one that names `trusted_authserv`
    counts: all others could be the sender's own. Without a trusted name nothing is proven.
    """
    if not trusted_authserv:
        return False
    domain = from_address.rpartition("@")[2].lower()
    for value in results:
        try:
            header = AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
        except AuthResError:
            continue
        if (header.authserv_id or "").lower() != trusted_authserv.lower():
            continue
        return bool(domain) and any(_vouches(result, domain) for result in header.results)
    return False


def _vouches(result: object, domain: str) -> bool:
    method = str(getattr(result, "method", "")).lower()
    if str(getattr(result, "result", "")).lower() != "pass":
        return False
    if method == "dmarc":
        named = str(getattr(result, "header_from", "") or "").lower()
        return not named or _is_aligned(named, domain)
    if method == "dkim":
        return _is_aligned(str(getattr(result, "header_d", "") or "").lower(), domain)
    if method == "spf":
        sender = str(getattr(result, "smtp_mailfrom", "") or "").lower()
        return _is_aligned(sender.rpartition("@")[2], domain)
    return False


def _is_aligned(proven: str, domain: str) -> bool:
    """Strict or sub-domain alignment: `mail.example.com` for `example.com` and the other way round."""
    return bool(proven) and (
        proven == domain
        or (proven.count(".") > 0 and domain.endswith(f".{proven}"))
        or (domain.count(".") > 0 and proven.endswith(f".{domain}"))
    )
