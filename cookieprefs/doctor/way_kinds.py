"""What is told of what a proxy changes on its way, and of the site's own pages."""

from __future__ import annotations

from cookieprefs.doctor.finding import Kind, Severity

_FAULT, _REMARK = Severity.FAULT, Severity.REMARK


def _leave(header: str, ways: str = "add_header, proxy_hide_header, Header set") -> str:
    return f"Take whatever sets or drops {header} ({ways}) out of the proxy's section for {{mount}}."


_LEAVE_CACHING = _leave("Cache-Control", "expires, add_header, ExpiresActive")
_LEAVE_POLICY = _leave("Content-Security-Policy")

CACHING = {
    "personal-cacheable": Kind(
        _FAULT,
        "{url} shows what one visitor decided, and may be kept by caches: Cache-Control is {found}.",
        "Leave our `private, no-store` as it is. " + _LEAVE_CACHING,
    ),
    "personal-cached": Kind(
        _FAULT,
        "{url} shows what one visitor decided, and comes out of a cache: {sign}.",
        "Switch the proxy's or the delivery network's cache off for everything below {mount}, or have it obey "
        "Cache-Control.",
    ),
    "script-stale": Kind(
        _FAULT,
        "{url} may be kept for {seconds} seconds, so visitors go on with services and texts that you have "
        "changed: Cache-Control is {found}.",
        "Leave our `public, max-age=600, stale-while-revalidate=3600`. " + _LEAVE_CACHING,
    ),
    "script-uncached": Kind(
        _FAULT,
        "{url} may not be kept, so every page that a visitor opens asks for it again: Cache-Control is {found}.",
        "Leave our `public, max-age=600, stale-while-revalidate=3600`. " + _LEAVE_CACHING,
    ),
    "etag-dropped": Kind(
        _FAULT,
        "{url} is sent whole again to who has it already: {reason}.",
        "Let ETag and If-None-Match pass through the proxy; some compressing modules drop them.",
    ),
    "vary-dropped": Kind(
        _FAULT,
        "{url} does not say `Vary: HX-Request`, so a browser may show a fragment in place of the page.",
        "Let Vary pass through the proxy, and add to it rather than replace it.",
    ),
    "not-compressed": Kind(
        _REMARK,
        "{url} arrives uncompressed, {bytes} bytes of it.",
        "Have the proxy compress text/javascript, text/html and text/css: that makes it about a third.",
    ),
}

HEADERS = {
    "csp-removed": Kind(
        _FAULT,
        "{url} arrives without our Content-Security-Policy.",
        _LEAVE_POLICY,
    ),
    "csp-changed": Kind(
        _FAULT,
        "{url} arrives with another Content-Security-Policy than ours: {difference}.",
        _LEAVE_POLICY,
    ),
    "csp-doubled": Kind(
        _FAULT,
        "{url} arrives with a second Content-Security-Policy beside ours, and its {directives} breaks the page.",
        "Send the site's own policy for the site's pages alone. " + _LEAVE_POLICY,
    ),
    "frame-refused": Kind(
        _FAULT,
        "The preferences cannot open over a page of {page}: {header} of {url} forbids the frame.",
        _leave("it") + " Where the page is on another host, name `cookie_domain` in site.yaml and publish.",
    ),
    "frame-options": Kind(
        _REMARK,
        "{url} arrives with X-Frame-Options: {found}. Browsers of today heed our frame-ancestors instead; old "
        "ones will show the preferences as a page.",
        _leave("X-Frame-Options"),
    ),
    "headers-changed": Kind(
        _FAULT,
        "{url} arrives with {name}: {found} in place of {wanted}.",
        _leave("{name}"),
    ),
}

PAGES = {
    "page-unreachable": Kind(
        _FAULT,
        "The page {page} cannot be looked at: {reason}.",
        "Name a page of the site that everybody may open: --page https://…",
    ),
    "page-unnamed": Kind(
        _REMARK,
        "No page of the site was looked at.",
        "Name some that bear the line: --page https://…",
    ),
    "line-missing": Kind(
        _FAULT,
        "The line is not on {page}: no banner shows there, and no gate opens.",
        'Put into its <head>: <script src="{script}" async></script>',
    ),
    "line-elsewhere": Kind(
        _FAULT,
        "The line on {page} asks for {address}, which is not where cookieprefs is.",
        'Write: <script src="{script}" async></script>',
    ),
    "line-inert": Kind(
        _FAULT,
        'The line on {page} bears type="{type}", and so does not run as it has to.',
        'Write it without a type: <script src="{script}" async></script>',
    ),
    "page-policy": Kind(
        _FAULT,
        "The Content-Security-Policy of {page} stops {what}: {directive} does not allow {address}.",
        "Add {source} to {directive}{nonce}.",
    ),
    "page-trusted-types": Kind(
        _FAULT,
        "The Content-Security-Policy of {page} lists names for trusted-types, and ours is not among them.",
        "Add cookieprefs to trusted-types.",
    ),
    "name-blocked": Kind(
        _FAULT,
        "The path {path} has {name} in it, which visitors' content blockers shut: they would see no banner, and "
        "could not decide.",
        "Mount cookieprefs at another path, such as /cookies/.",
    ),
    "ungated": Kind(
        _REMARK,
        "{page} loads from {hosts} at once, before anybody has decided.",
        "If that stores or reads anything that is not strictly necessary, gate it: data-service and data-src in "
        "place of src.",
    ),
    "link-missing": Kind(
        _REMARK,
        "{page} has no link of its own to the preferences; the line adds one at its end, which needs JavaScript.",
        'Put one into its foot: <a href="{preferences}" data-cookieprefs="preferences">Cookie Preferences</a>',
    ),
    "gpc-missing": Kind(
        _FAULT,
        "{url} does not say that Global Privacy Control is honoured: {reason}.",
        "Save there what `cookieprefs gpc` prints, or have the proxy pass this address on to "
        "{mount}.well-known/gpc.json",
    ),
    "other-address": Kind(
        _FAULT,
        "{host} is at {theirs}, {site} at {ours}: Safari takes that for another party, forgets the decision after "
        "7 days, and your visitors are asked again every week.",
        "Mount cookieprefs under a path of {site}, or have both names lead to the same server or network "
        "(IPv4: the same first half, IPv6: the same first 64 bits).",
    ),
    "address-unknown": Kind(
        _REMARK,
        "Whether {host} and {site} are at the same address could not be found out.",
        "Look that both names lead to the same server or network: else Safari forgets decisions after 7 days.",
    ),
    "other-site": Kind(
        _FAULT,
        "{host} is another site than {site}, so browsers neither send nor keep our cookies there.",
        "Mount cookieprefs under a path of {site}, or give it a name below the same domain.",
    ),
    "cookie-one-host": Kind(
        _FAULT,
        "The cookie {name} stays with {host}, so {site} never learns what was decided.",
        "Name the domain that covers both hosts as `cookie_domain` in site.yaml, and publish.",
    ),
    "cors-missing": Kind(
        _FAULT,
        "{url} does not allow {origin} to ask with cookies: {found}.",
        "List the host among the `domains` of site.yaml beside `cookie_domain`, publish, and let the proxy pass "
        "Access-Control-* on.",
    ),
    "neighbour-refused": Kind(
        _FAULT,
        "A decision sent from a page at {origin} is refused with status {status}.",
        "List that host among the `domains` of site.yaml beside `cookie_domain`, and publish. It has to be served "
        "by the same scheme and port as cookieprefs.",
    ),
    "cors-foreign": Kind(
        _FAULT,
        "{url} tells any other site what your visitor decided: Access-Control-Allow-Origin is {found}.",
        "Take the line that adds Access-Control-Allow-Origin out of the proxy: cookieprefs adds its own for your "
        "domains alone.",
    ),
}
