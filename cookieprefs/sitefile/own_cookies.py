"""What our own two cookies hold, and for how long, by the rules that the operator chose."""

from __future__ import annotations

from cookieprefs.core.policy import FirstRefusal
from cookieprefs.sitefile.checks import OURS
from cookieprefs.sitefile.merge import Listed
from cookieprefs.sitefile.model import ConsentEntry, CookieEntry, ServiceEntry
from cookieprefs.sitefile.words import in_languages

_ID = "cookieprefs_id"
# In place of the library's words, by which the id comes with a yes alone.
_ID_OF_ANY_DECISION = {
    "en": (
        "A random number under which the proof of the choices is kept; set with the first choice, a refusal too. "
        "Over https its name begins with __Secure-."
    ),
    "fr": (
        "Un numéro aléatoire sous lequel la preuve des choix est conservée\u00a0; déposé avec le premier choix, "
        "même un refus. En https, son nom commence par __Secure-."
    ),
    "de": (
        "Eine Zufallszahl, unter der der Nachweis der Entscheidungen aufbewahrt wird; wird mit der ersten "
        "Entscheidung gesetzt, auch mit einer Ablehnung. Über https beginnt der Name mit __Secure-."
    ),
    "es": (
        "Un número aleatorio con el que se conserva la prueba de las elecciones; se guarda con la primera "
        "elección, también con un rechazo. Por https, su nombre empieza por __Secure-."
    ),
    "it": (
        "Un numero casuale sotto il quale è conservata la prova delle scelte; è impostato con la prima scelta, "
        "anche con un rifiuto. Su https il nome comincia con __Secure-."
    ),
}


def by_rules(one: Listed, consent: ConsentEntry, languages: tuple[str, ...]) -> ServiceEntry:
    """The service; our own with its cookies as the rules make them, unless they are written out."""
    if one.own.use != OURS or one.own.cookies is not None:
        return one.whole
    cookies = tuple(_by_rules(cookie, consent, languages) for cookie in one.whole.cookies or ())
    return one.whole.model_copy(update={"cookies": cookies})


def _by_rules(cookie: CookieEntry, consent: ConsentEntry, languages: tuple[str, ...]) -> CookieEntry:
    """They live as long as a decision counts, and the id comes with whatever decision gets one (R-25)."""
    changed: dict[str, object] = {"lifetime": consent.lifetime}
    if cookie.name == _ID and consent.first_refusal is FirstRefusal.PSEUDONYMOUS:
        changed["holds"] = in_languages(_ID_OF_ANY_DECISION, languages)
    return cookie.model_copy(update=changed)
