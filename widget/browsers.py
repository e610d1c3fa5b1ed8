"""The browser and system of a user agent string, in words that support can use."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """`Firefox 128 on Windows`; empty for anything but the common browsers."""
    text = user_agent[:400]
    for mark, name in _BROWSERS:
        _, found, rest = text.partition(mark)
        if found:
            version = rest.split(".")[0][:4]
            system = next((system for sign, system in _SYSTEMS if sign in text), "")
            shown = f"{name} {version}" if version.isdigit() else name
            return f"{shown} on {system}" if system else shown
    return ""
