"""One decision for several hosts of a site: how far its cookie reaches, and whose pages may ask (B-05, B-06).

Hosts of another registrable domain are no part of it: no browser hands them our cookie.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from cookieprefs.core.policy import Site
from cookieprefs.settings import Settings


def domain(settings: Settings, site: Site) -> str:
    """The domain that the state cookie bears; none where we are on no host of it, for browsers would refuse it."""
    return site.cookie_domain if site.cookie_domain and _lies_within(settings.host, site.cookie_domain) else ""


def origins(settings: Settings, site: Site) -> tuple[str, ...]:
    """The origins of the site's pages that may post here, read here and frame the preferences.

    Their scheme and port are ours: `same-site` means the same scheme, and another port is another server.
    """
    if not domain(settings, site):
        return ()
    parts = urlsplit(settings.public_url or "")
    port = f":{parts.port}" if parts.port else ""
    return tuple(f"{parts.scheme}://{host}{port}" for host in site.domains)


def _lies_within(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")
