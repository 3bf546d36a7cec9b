"""What is told of a mount that is not reached, or not where it believes to be."""

from __future__ import annotations

from cookieprefs.doctor.finding import Kind, Severity

_FAULT, _UNSEEN = Severity.FAULT, Severity.UNSEEN
_PUBLIC_URL = "Set COOKIEPREFS_PUBLIC_URL={mount} and start cookieprefs again."
_REWRITING = (
    " If it is so already, the proxy rewrites pages (sub_filter, ProxyHTMLURLMap): let it rewrite none of ours."
)

REACH = {
    "unreachable": Kind(
        _UNSEEN,
        "{url} cannot be reached: {reason}.",
        "Check the name, the port and the firewall, and that the web server runs.",
    ),
    "certificate-refused": Kind(
        _FAULT,
        "The certificate of {host} is not accepted: {reason}.",
        "Install a certificate for this very name that has not ended, with its whole chain. If an authority of "
        "your own signed it, name that authority's file with --ca.",
    ),
    "certificate-ends": Kind(
        _FAULT,
        "The certificate of {host} ends on {day}, and then no browser will open the site.",
        "Renew it now, and look why it was not renewed by itself.",
    ),
    "not-https": Kind(
        _FAULT,
        "{mount} is plain http, so whoever carries the line can read and change what visitors decide.",
        "Serve the site over https, and set COOKIEPREFS_PUBLIC_URL to its https address.",
    ),
    "http-stays": Kind(
        _FAULT,
        "{url} answers with status {status} and does not lead to https.",
        "Have the web server redirect whatever arrives by http to the same address by https.",
    ),
    "redirect-loop": Kind(
        _FAULT,
        "{url} leads back to itself and never to a page.",
        "Let one place alone redirect: take the rule about slashes, http or www out of the proxy, or out of the "
        "server behind it.",
    ),
    "redirect-elsewhere": Kind(
        _FAULT,
        "{url} leads to {target}.",
        "If that is where visitors find cookieprefs, ask again with that address; else take the redirect out of "
        "the web server for everything below {path}.",
    ),
    "upstream-silent": Kind(
        _FAULT,
        "The web server answers {url} with status {status}: it does not reach cookieprefs.",
        "Start cookieprefs, and compare the address and port it listens on with what the proxy's section says.",
    ),
    "unavailable": Kind(
        _FAULT,
        "{url} answers with status {status}: the web server or cookieprefs fails.",
        "Read the error logs of both; cookieprefs writes its own to standard error.",
    ),
    "ledger-down": Kind(
        _FAULT,
        "cookieprefs runs, but its ledger cannot be read: nobody can say yes.",
        "Check that COOKIEPREFS_DATABASE_URL names the database, that it runs, and that this user may write it.",
    ),
    "nothing-published": Kind(
        _FAULT,
        "cookieprefs runs, but nothing is published, so it has nothing to show.",
        "Run: cookieprefs publish. If you did, COOKIEPREFS_INSTANCE and COOKIEPREFS_DATABASE_URL differ between "
        "your shell and the server.",
    ),
    "not-ours": Kind(
        _FAULT,
        "{url} answers with status {status}, but not with a page of cookieprefs.",
        "Have the web server pass on to cookieprefs whatever is asked for below {path}, before any other rule.",
    ),
    "path-unknown": Kind(
        _FAULT,
        "cookieprefs gets the request for {path}, but does not know that it is mounted there.",
        _PUBLIC_URL,
    ),
}

PREFIX = {
    "slash-missing": Kind(
        _FAULT,
        "{url}, without the slash at its end, does not lead to {mount}: it answers with status {status}{target}.",
        "Have the proxy pass on the path without its slash too; cookieprefs then redirects by itself.",
    ),
    "prefix-lost": Kind(
        _FAULT,
        "The page at {url} leads to {address}, which is not below {mount}.",
        _PUBLIC_URL + _REWRITING,
    ),
    "prefix-doubled": Kind(
        _FAULT,
        "The page at {url} leads to {address}: the path of the mount stands there twice.",
        _PUBLIC_URL + _REWRITING,
    ),
    "address-broken": Kind(
        _FAULT,
        "{url} answers with status {status}; visitors' browsers need it.",
        "Have the proxy pass on everything below {mount} to cookieprefs, whatever its ending, and all of it to "
        "the same one.",
    ),
    "static-missing": Kind(
        _FAULT,
        "{url} answers with status {status} and the type {type}, so pages stand there without style and script.",
        "Have the proxy pass {mount}static/ on to cookieprefs, which compresses these files itself and has each "
        "browser ask for them once.",
    ),
    "address-elsewhere": Kind(
        _FAULT,
        "The page at {url} leads to {address}, which is another host, port or scheme.",
        _PUBLIC_URL + _REWRITING,
    ),
    "own-post-refused": Kind(
        _FAULT,
        "A decision sent from a page at {origin} is refused with status {status}, so nobody can decide.",
        _PUBLIC_URL + " If it is so already, the proxy drops or changes the header Origin: let it pass.",
    ),
    "foreign-post-accepted": Kind(
        _FAULT,
        "A post from another site is accepted: that site could decide for your visitors.",
        "Let the headers Origin and Sec-Fetch-Site of visitors pass through the proxy as they come.",
    ),
    "forwarded-believed": Kind(
        _FAULT,
        "Whoever asks can say what our own address is: {header}, sent by us, changed the answer.",
        _PUBLIC_URL + " Then no such header can. Lower COOKIEPREFS_PROXY_HOPS to the number of proxies that set "
        "X-Forwarded-*; 0 where there is none.",
    ),
    "clock-wrong": Kind(
        _FAULT,
        "The server's clock says {theirs}, ours {ours}: decisions are recorded and ended at the wrong time.",
        "Have the server set its clock by NTP; if it does, yours is the wrong one.",
    ),
}

COOKIES = {
    "cookies-dropped": Kind(
        _FAULT,
        "The answer to a post bears no Set-Cookie for {names}, so no decision is remembered.",
        "Let Set-Cookie pass: look for proxy_hide_header, proxy_ignore_headers, a `header unset`, or a cache "
        "over {mount}.",
    ),
    "cookie-unprefixed": Kind(
        _FAULT,
        "Over https the cookie is called {name}, without {wanted}: cookieprefs believes that visitors come by "
        "http.",
        _PUBLIC_URL,
    ),
    "cookie-path": Kind(
        _FAULT,
        "The cookie {name} arrives with Path={path}, but has to have Path={wanted}.",
        "Take proxy_cookie_path, ProxyPassReverseCookiePath or whatever rewrites it out of the proxy; and set "
        "COOKIEPREFS_PUBLIC_URL={mount}.",
    ),
    "cookie-domain": Kind(
        _FAULT,
        "The cookie {name} arrives with Domain={domain}, and browsers refuse it for that.",
        "Take proxy_cookie_domain, ProxyPassReverseCookieDomain or whatever adds it out of the proxy. One answer "
        "for several hosts of yours is what `cookie_domain` in site.yaml is for.",
    ),
    "cookie-flags": Kind(
        _FAULT,
        "The cookie {name} arrives {difference}.",
        "Take proxy_cookie_flags, `Header edit Set-Cookie` or whatever rewrites it out of the proxy.",
    ),
    "cookie-early": Kind(
        _FAULT,
        "{url} sets the cookie {name} although nobody has decided anything.",
        "For everything below {mount} switch off what sets it, such as sticky sessions: cookieprefs needs none.",
    ),
}
