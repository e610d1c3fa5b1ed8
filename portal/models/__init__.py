from portal.models.access import PortalLink, PortalSession, PortalSettings
from portal.models.forms import ContactForm

__all__ = ["ContactForm", "PortalLink", "PortalSession", "PortalSettings"]
