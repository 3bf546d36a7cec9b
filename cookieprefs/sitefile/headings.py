"""Headings of the policy's prose: which one asks for the list of cookies, and the id that each gets."""

# ruff: noqa: RUF001  (words of many scripts: that letters of two of them look alike is no mistake)

from __future__ import annotations

import re

from cookieprefs.sitefile.folding import folded

# Folded as the heading is: no accents, no capitals, no punctuation.
_ASKING = (
    # English
    (
        r"(what|which)(?! (are|is) cookies)( (kinds?|types?|sorts?|categories) of)?( \w+){0,2} (cookies|trackers)"
        r"( and \w+( \w+)?)? (do|does|are|we|is|this|our|the|will|may)\b(?!.* for$).*"
        r"\b(use|used|uses|using|set|place|placed|store|stored)\b"
    ),
    r"(list|table|overview) of (the |our |all )?(cookies|trackers)",
    r"cookies? (list|table)",
    r"(the )?(types of |kinds of )?cookies (that )?(we|(this|our) (web)?site) (use|uses|set|sets|place)$",
    r"(types of )?cookies (in use|used)\b",
    r"(what|which) (cookies|trackers) (are|can|do) .*(on|find) .*(web)?site",
    # French
    (
        r"(quels|lesquels)( \w+)?( sont)?( les| types de| types)?( \w+)? (cookies|traceurs)\b(?!.* pour ?quoi).*"
        r"\b(utilis|depos|plac|emploi|stock|presen)\w*"
    ),
    r"(liste|tableau) (des|de nos|complete des) (\w+ )?(cookies|traceurs)",
    r"(les )?(cookies|traceurs) (que nous utilisons|utilises|deposes)",
    # German
    r"(welche|was fur)( \w+){0,3} cookies\b.*\b(verwend|nutz|setz|einsetz|gespeichert|gesetzt|benutz)\w*",
    r"(liste|ubersicht|uberblick|auflistung) (der|aller|unserer|uber)( \w+){0,3} cookies",
    r"(verwendete|eingesetzte|genutzte) cookies",
    r"cookie-?(liste|ubersicht|tabelle)",
    # Spanish
    r"(que(?! (son|es|sao)\b)|cuales)( \w+){0,4} cookies\b.*\b(utiliza|usa|emplea|instala)\w*",
    r"(lista|listado|tabla|relacion) de (las )?cookies",
    r"cookies (utilizadas|que (utiliza|usa)\w*)",
    # Italian
    r"(quali|che(?! cosa))( \w+){0,4} cookies?\b.*\b(utilizz|usia|usa|impieg|install)\w*",
    r"(elenco|lista|tabella) (dei|di) cookies?",
    r"cookies? (utilizzati|che (utilizz|usi)\w+)",
    # Dutch
    r"(welke|wat voor)( \w+){0,3} cookies\b.*\b(gebruik|plaats|zet)\w*",
    r"(lijst|overzicht) (van|met) (de |onze |alle )?(\w+ )?cookies",
    r"(gebruikte|geplaatste) cookies",
    r"cookie-?(lijst|overzicht)",
    # Portuguese
    r"(que(?! (son|es|sao)\b)|quais)( \w+){0,4} cookies\b.*\b(utiliza|usa|emprega)\w*",
    r"(lista|tabela) (de|dos) cookies",
    r"cookies (utilizados|usados|que (utiliza|usa)\w+)",
    # Polish
    r"jak(ie|ich)( \w+){0,3} (cookies?|ciastecz\w+)\b.*\b(uzyw|stosuj|wykorzyst)\w*",
    r"jak(ie|ich)( \w+){0,2} (uzyw|stosuj|wykorzyst)\w+( \w+){0,2} (cookies?|ciastecz\w+)",
    r"(lista|wykaz|tabela) (\w+ )?(cookies|ciasteczek)",
    # Swedish, Danish, Norwegian, Finnish
    (
        r"(vilka|hvilke|hvilken|mita)( \w+){0,3} (kakor|cookies|informasjonskapsler|evasteita)\b.*"
        r"\b(anvand|bruger|bruker|benytt|kayt)\w*"
    ),
    r"(lista|liste|oversigt|oversikt) (over|pa) (\w+ )?(kakor|cookies|informasjonskapsler)",
    r"(luettelo (\w+ )?evasteista|evasteluettelo)",
    # Czech, Slovak
    r"(jake|ktere|ake|ktore)( \w+){0,3} cookies?\b.*\b(pouziv|uklad|nastav)\w*",
    r"(seznam|prehled|zoznam|prehlad)( \w+){0,2} cookies?",
    # Croatian, Slovenian
    r"(koj|kater)(e|i|ih)( \w+){0,3} (kolacic|piskotk|cookie)\w*\b.*\b(korist|upotreb|uporab|postavlja|namesc)\w*",
    r"(popis|seznam) (\w+ )?(kolacica|piskotkov)",
    # Bulgarian
    r"(какви|кои)( \w+){0,3} (бисквитк\w+|cookies)\b.*\b(използв|поставя|съхранява)\w*",
    r"списък (на|с) (\w+ )?(бисквитк\w+|cookies)",
    # Greek
    r"(ποια|τι(?! ειναι))( \w+){0,3} cookies?\b.*\bχρησιμοποι\w*",
    r"(λιστα|καταλογοσ|πινακασ) (\w+ )?cookies?",
    # Romanian
    r"(ce(?! (este|sunt|inseamna))|care)( \w+){0,4} cookie[\w-]*\b.*\b(folos|utiliz)\w*",
    r"lista (\w+ )?(modulelor )?cookie",
    # Hungarian
    r"(milyen|mely|melyik)( \w+){0,3} (suti|cookie)[\w-]*\b.*\b(hasznal|alkalmaz|helyez)\w*",
    r"(a )?(sutik|cookie-k) (listaja|felsorolasa)",
    # Estonian
    r"(milliseid|missuguseid)( \w+){0,3} kupsis\w*\b.*\b(kasuta|salvesta)\w*",
    r"kupsiste (loend|nimekiri|loetelu)",
    # Latvian, Lithuanian
    r"kad(as|us)( \w+){0,3} (sikdatn|sikfail)\w*\b.*\b(izmanto|lieto)\w*",
    r"sikdatnu (saraksts|tabula)",
    r"koki(us|e)( \w+){0,3} slapuk\w*\b.*\bnaudoj\w*",
    r"slapuku sarasas",
    # Irish, Maltese
    r"(cad iad|ce na)(?!.* conas)( \w+){0,3} fian\w*\b.*\busaid\w*",
    r"liosta (na |de na )?(bh)?fian\w+",
    r"(liema|x)(?!.* kif)( \w+){0,2} cookies\b.*\b(nuzaw|juza|tuza)\w*",
    r"lista tal-cookies",
    # Arabic, Hebrew
    r"(ما( هي)?|اي)(?!.* وكيف) (انواع )?ملفات تعريف الارتباط\b.*ستخدم\w*",
    r"قائمة ملفات تعريف الارتباط",
    r"ב?(אילו|איזה)( \w+){0,3} (ה-?)?(cookies?|עוגיות)\b.*\bמשתמש\w*",
    r"רשימת( ה?קו?בצי)? (ה-?)?(cookies?|עוגיות)",
)
_ASKS = re.compile(r"^(?:\d+ |[a-z] )?(?:" + "|".join(_ASKING) + ")")
_PREFIX = "cookieprefs-text-"
_LONGEST_SLUG = 60
# Lists that hide other sites' banners hide every id that has this word (FIELD 2c).
_HIDDEN_WORDS = re.compile(r"\bgdpr\b")


def asks_for_the_list(heading: str) -> bool:
    """Whether a heading asks which cookies are used, in any language that we know it in."""
    plain = " ".join(re.findall(r"[\w-]+", folded(heading)[: _LONGEST_SLUG * 3]))
    return bool(_ASKS.search(plain))


class Ids:
    """Ids for the headings of one text: readable, each once, none that is an element's of ours."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def id_for(self, heading: str) -> str:
        """The id of the next heading."""
        words = re.findall(r"[^\W_]+", _HIDDEN_WORDS.sub("", folded(heading)))
        slug = "-".join(words)[:_LONGEST_SLUG].strip("-") or "section"
        count = self._taken[slug] = self._taken.get(slug, 0) + 1
        return f"{_PREFIX}{slug}" if count == 1 else f"{_PREFIX}{slug}--{count}"
