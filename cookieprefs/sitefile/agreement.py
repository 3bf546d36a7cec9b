"""Where the prose and the settings disagree: the text speaks of browsing on, the option is off, or the reverse."""

# ruff: noqa: RUF001  (words of many scripts: that letters of two of them look alike is no mistake)

from __future__ import annotations

import re

from cookieprefs.sitefile.folding import folded
from cookieprefs.sitefile.sheet import Sheet

# Folded as the text is: no accents, no capitals; a blank stands for any number of them. By language: en, fr, de,
# es, it, nl, pt, pl, the northern ones, fi, et, lv, lt, cs and sk, hr and sl, bg, el, ro, hu, ga, mt, ar, he.
_PHRASES = (
    (
        r"(continu|keep|carry|go|proceed)(e|es|ed|ing|s|ry|rying)?( on)?( to| with)?( your| the| their)? "
        r"(navigat|brows|surf|(us(e|ing)|visit(ing)?) (of )?(this|the|our) (web)?site)\w*"
    ),
    r"(a|the|any) second page",
    r"further (use|browsing|navigation)",
    (
        r"(poursui|continu)\w*( de| a)? ?(votre|la|sa|leur|son|utiliser|naviguer|parcourir) ?"
        r"(navigation|visite|utilisation|utiliser|naviguer|parcourir|le site|ce site|notre site)?"
    ),
    r"(une|la|de) (seconde|deuxieme) page",
    r"weiter(hin)? ?(zu )?(surf|nutz|navig|brows|such)\w+",
    r"(nutzung|navigation|besuch)( \w+){0,4} (fortsetz|fortfuhr)\w+",
    r"(eine|die|der|einer) zweiten? seite",
    r"(continua|sigu|segui)\w* (navega|con la navega|usa|utiliza)\w*",
    r"(una|la) segunda pagina",
    r"(continu|prosegu)\w+( \w+){0,2} (la |nella )?(naviga|utilizz)\w+",
    r"(una|la) seconda pagina",
    r"(verder|door)(gaan|gaat)?( \w+){0,3} ?(surf|brows|naviger)\w+",
    r"(een|de) tweede pagina",
    r"(continu|prossegu)\w+( a| com a| com)?( sua)? navega\w+",
    r"(uma|a) segunda pagina",
    r"(dalsz|kontynu)\w+ (korzysta|przeglada)\w+",
    r"drug(a|iej) stron[ay]",
    r"fort(satt|set)\w*( med)?( att| at| a)? ?(anvand|bruk|brug|surf|brows|naviger|besok)\w*",
    r"(en|den) (andra|anden|andre) (sida|side)",
    r"jat(ka|ko)\w*( \w+){0,2} (selaa|selailu|kaytt)\w*",
    r"(selaami|selailu|kayt)\w* jat(ka|ko)\w*",
    r"toi(sen|nen) sivun?",
    r"jatka\w*( \w+){0,2} (sirvi|kasuta)\w*",
    r"(sirvimi|kasutami)\w* jatka\w*",
    r"teise lehe\w*",
    r"turpin\w*( \w+){0,2} (parluk|liet|izmant)\w*",
    r"otr(u|as) lapu",
    r"(toliau|tesdam\w+|tesia\w*) (nars|naudo)\w*",
    r"antra(ji)? puslapi",
    r"pokrac\w*( vo?| ve)? (prohliz|prehliad|prezera|pouziv|uziv)\w*",
    r"druh(ou|u) stran(ku|u)",
    r"nastav(ite|iti|lja\w*|kom|ak)( \w+)? (pregled|koris|surf)\w*",
    r"drugu stranicu",
    r"nadalj\w*( z| s)? (brskan|uporab|ogled)\w*",
    r"drugo stran",
    r"продължа\w*( да| с)? (разглежда|използва|сърфира)\w*",
    r"втора(та)? страница",
    r"συνεχι\w*( να| την?)? (περιηγ|πλοηγ|χρησιμοποι|χρηση)\w*",
    r"(μια|τη) δευτερη σελιδα",
    r"continu\w*( sa)? (navig|utiliz|folos)\w*",
    r"(o|a) doua pagina",
    r"(folytat|tovabb)\w*( \w+){0,2} (bongesz|hasznal)\w*",
    r"(bongesz|hasznalat)\w* folytat\w*",
    r"masodik oldal\w*",
    r"lean\w* (tu |sibh )?(ort |ar aghaidh )?(ag|le) (brabhsail|surfail|usaid)\w*",
    r"(an )?dara leathanach",
    r"t?kompli\w*( \w+)? (tuza|tibbrawzja|tinnaviga|tara)\w*",
    r"tieni pagna",
    r"(ال)?(استمرار\w*|تستمر|تواصل|مواصلة|متابعة)( في)? (ال)?(تصفح|استخدام)\w*",
    r"(ال)?صفحة (ال)?ثانية",
    r"(המשך|המשכת|תמשיכו|להמשיך|ממשיכים) [בהל]?(גליש|גלוש|שימוש|השתמש)\w*",
    r"(ה)?(עמוד|דף) (ה)?שני",
)
_BROWSING_ON = re.compile(r"\b(?:" + "|".join(_PHRASES).replace(" ", " +").replace(" +?", " *") + ")")
_NO = re.compile(
    r"\b(not|never|no|nor|cannot|pas|jamais|ne|nicht|nie|kein\w*|niemals|non|mai|niet|nooit|geen|nao|nunca|"
    r"inte|aldrig|ikke|aldri|ei|nav|nera|nelaik\w*|neni|nepovaz\w*|neznamen\w*|nije|ni|не|δεν|nu|nem|nil|mhux|"
    r"qatt|mhijiex|ليس\w*|لا|לא|אינ\w*)\b"
)
_WORDS_ABOUT = 4  # how near a "not" has to stand to deny the phrase


def note_disagreement(sheet: Sheet, *, has_how: bool) -> None:
    """Warn where the text says that browsing on is consent and the setting does not, or the reverse.

    `has_how` says that a marker puts the generated sentence there.
    """
    found = _first_claim(folded(sheet.text))
    if found is not None and not sheet.continued_navigation:
        problem = "the text says that browsing on is consent, and the setting says that it is not"
        cure = "delete the sentence, or set `consent: {continued_navigation: true}` in site.yaml"
        sheet.note_at(found, problem, cure, is_warning=True)
    if found is None and sheet.continued_navigation and not has_how:
        problem = "browsing on counts as consent, and the text does not say so"
        sheet.note(1, 1, problem, "write `[[how]]` on a line of its own where it is to be said", is_warning=True)


def _first_claim(plain: str) -> int | None:
    """Where the text first says that browsing on does something; a sentence that denies it does not count."""
    for found in _BROWSING_ON.finditer(plain):
        before = re.split(r"[.!?;\n]", plain[: found.start()])[-1].split()[-_WORDS_ABOUT:]
        after = re.split(r"[.!?;]", plain[found.end() :], maxsplit=1)[0].split()[:_WORDS_ABOUT]
        if not _NO.search(" ".join([*before, "|", *after])):
            return found.start()
    return None
