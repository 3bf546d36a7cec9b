"""Purposes that say nothing: "improve your experience", "marketing" (L-10)."""

# ruff: noqa: RUF001  (words of many scripts: that letters of two of them look alike is no mistake)

from __future__ import annotations

import re

from cookieprefs.sitefile.folding import folded

# Folded as the text is: no accents, no capitals. By language: en, fr, de, es, it, nl, pt, pl, the northern ones,
# fi, et, lv, lt, cs and sk, hr and sl, bg, el, ro, hu, ga, mt, ar, he.
_PHRASES = (
    (
        r"(improv|enhanc|optimi[sz]|personali[sz])(e|es|ing) (your|the|our|a|user|customer|visitor)?( \w+)? ?"
        r"(experiences?|services?|websites?|site|products?|offers?)"
    ),
    r"better (\w+ )?(experience|services?)",
    r"(marketing|business|commercial|various|other|internal|legitimate|promotional) (purposes|reasons|needs)",
    (
        r"(ameliorer|optimiser|enrichir|personnaliser|amelioration|optimisation)( de)? ?"
        r"(votre|la|le|l'|notre|nos|vos|du)? ?(\w+ )?"
        r"(experience|navigation|services?|site|produits)( utilisateur| client)?"
    ),
    r"(meilleure? )(\w+ )?(experience|services?)",
    r"(a des |pour des |aux )?fins (de )?(marketing|commerciales|publicitaires|diverses|internes)",
    (
        r"(ihre?n?|deine?n?|das|die|unsere?n?)? ?(\w+ )?"
        r"(\w*erlebnis|\w*erfahrung|services?|website|webseite|angebote?) (zu )?(verbessern|optimieren)"
    ),
    r"(verbesserung|optimierung) (ihre[sr]|deine[sr]|des|der|unsere[sr]) \w+",
    r"(marketing|geschafts)-?zwecke\w*",
    (
        r"(mejorar|optimizar|personalizar) (su|tu|la|el|nuestros?|nuestras?)( \w+)? ?"
        r"(experiencia|servicios?|sitio|web|productos)?"
    ),
    r"fines (de )?(marketing|comerciales|promocionales)",
    (
        r"(migliorare|ottimizzare|personalizzare) (la|il|i|l')? ?(tua|sua|vostra|nostro|nostri)? ?(\w+ )?"
        r"(esperienza|servizi|servizio|sito|prodotti)"
    ),
    r"(finalita|scopi) (di )?(marketing|commerciali|promozionali)",
    r"(uw|je|jouw|de|onze)? ?(\w*ervaring|diensten|website) (te )?(verbeteren|optimaliseren)",
    r"(marketing|commerciele )-?doeleinden",
    (
        r"(melhorar|otimizar|personalizar) (a|o|os)? ?(sua|tua|nossos?|nossas?)? ?"
        r"(experiencia|servicos?|site|produtos)"
    ),
    r"(fins|finalidades) (de )?(marketing|comerciais|promocionais)",
    r"(poprawi\w*|popraw[ay]|ulepsz\w+|usprawni\w+) (\w+ )?(doswiadcze\w+|uslug\w*|stron\w*|komfort\w*)",
    r"cel(e|ach|ow) (marketingow\w+|handlow\w+)",
    (
        r"(forbattr|forbedr|optimer)\w*( \w+){0,3} "
        r"(\w*pp?levels|tjanst|tjenest|webbplats|hjemmesid|nettsted|service)\w*"
    ),
    r"(parant|optimoi)\w*( \w+){0,3} (\w*kokemu|palvelu|sivusto)\w*",
    r"(\w*kokemu|palvelu|sivusto)\w*( \w+)? parant\w*",
    r"(paranda|taiusta|optimeeri)\w*( \w+){0,3} (\w*kogemus|teenus|veebisait)\w*",
    r"(\w*kogemus|teenus|veebisaidi)\w*( \w+)? (paranda|taiusta)\w*",
    r"(uzlabo|pilnveido)\w*( \w+){0,3} (pieredz|pakalpojum|vietn)\w*",
    r"(pieredz|pakalpojum|vietn)\w*( \w+)? (uzlabo|pilnveido)\w*",
    r"(pa)?(gerin|tobulin)\w*( \w+){0,3} (patirt|paslaug|svetain)\w*",
    r"(patirt|patirc|paslaug|svetain)\w*( \w+)? (pa)?(gerin|tobulin)\w*",
    r"(zleps|vyleps|optimaliz)\w*( \w+){0,3} (zazit|zkusenost|skusenost|sluzeb|sluzb|stran|webu?)\w*",
    r"(poboljsa|unaprijed|izbolj|optimiz)\w*( \w+){0,3} (iskustv|uslug|izkusnj|storit|stran)\w*",
    r"(подобр|оптимизир)\w*( \w+){0,3} (изживяван|преживяван|услуг|саит|опит)\w*",
    r"(βελτιω|βελτιστοποι)\w*( \w+){0,3} (εμπειρια|υπηρεσι|ιστοτοπ|ιστοσελιδ)\w*",
    r"(imbunatat|optimiz|personaliz)\w*( \w+){0,3} (experient|servici|site)\w*",
    r"(\w*elmeny|szolgaltatas|webhely|weboldal)\w*( \w+){0,2} (javit|fejleszt|optimaliz)\w*",
    r"(fh)?eabhsu( \w+){0,3} (eispeireas|taithi|seirbhis|suiomh)\w*",
    r"(eispeireas|taithi|seirbhis|suiomh)\w* a fheabhsu",
    r"(in|n|j)tejb\w*( \w+){0,2} (l-|is-)?(esperjenz|servizz|sit)\w*",
    r"ل?(تحسين|تطوير)( \w+){0,2} (ال)?(تجرب|خدمات|موقع)\w*",
    r"(לשפר|שיפור)( את)?( \w+)? ה?(חווי|שירות|אתר)\w*",
    (
        r"(marknadsforing|markedsforing|markkinoin|turundus|rinkodar|trzenj|margaiocht|маркетинг|μαρκετινγκ|"
        r"(ل?ال)?تسويق|ה?שיווק)\w*"
    ),
    r"marketing",
)
_VAGUE = re.compile(r"\b(?:" + "|".join(_PHRASES) + r")")
_FILLER_WORDS = """
    a an and are as be better by can cookie cookies data for from generally help helps how in information
    into is it its make makes may more of on or other our partners provide provides purpose purposes
    service services site so some such tasks technologies technology that the their them these they this
    those to us use used user users uses visit visitors we web website when which while with you your
    afin ainsi au aux avec ce ces cette client dans de des donnees du elle en est et fins il ils la le
    les leur leurs l d nos notre nous ou par pour que qui sa se ses site son sont sur tous tout un une
    utilisateur utilisons utilisateurs vos votre vous permettent permettre
    aus bei das dem den der des die diese dieser durch ein eine einer es fur ihr ihre ihren im in ist mit
    oder sind uber um und uns unsere unserer verwenden von wir werden zu zum zur zwecke
    al con del el en es esta este estas la las los lo mas nuestra nuestro o para por que se sitio su sus
    tu usamos utilizamos y
    ai alla anche che con da dei del della delle di e gli i il la le lo nel nella nostro o per questo se
    si sono su tua tuo un una usiamo utilizziamo
    aan bij dat de deze die dit door een en gebruiken het in is met of om onze op te uw van voor we wij
    worden
    as ao com da das do dos e este esta na nas no nos os ou para pela pelo por que se seu sua um uma
    usamos
    celu dla i jest lub na nasz nasze naszych oraz po przez sie tej ten to twoje w z za
    anvander at att bruger bruker din dine ditt formal och og pa som vara vores andamal
    kaytamme sinun tarkoituksiin varten eesmargil kasutame meie sinu teie
    izmantojam jusu lai merkiem musu nolukos un ir kad naudojame tikslais
    abychom aby ke nase nasich pouzivame pre pro sme vam vas vase vasi ucely
    koristimo nasih svrhe uporabljamo vasa vaso namene
    ваш вашето вашите вашия да за използваме на наш нашите нашия по се цели
    για και μασ να σασ σκοπουσ τα τη την τησ το του των χρησιμοποιουμε
    dumneavoastra folosim noastre pentru sa scopuri utilizam
    az celokra celra erdekeben es felhasznaloi hasznalunk hogy on
    agus ar chun criocha do usaidimid biex ghal għal nuzaw skopijiet tagħna tiegħek
    اغراض الخاصة بك في لاغراض من نستخدم אנו אנחנו את כדי למטרות מטרות משתמשים שלך שלנו
"""
_FILLER = frozenset(_FILLER_WORDS.split())


def vague_phrase(text: str, *, allowed: int) -> str | None:
    """The empty phrase that a text comes down to; `None` where it says anything besides.

    `allowed` is how many words of substance there may be beside the phrase without making it concrete.
    """
    text = " ".join(text.split())
    plain = folded(text)
    found = _VAGUE.search(plain)
    if not found:
        return None
    rest = re.findall(r"\w+", _VAGUE.sub(" ", plain))
    substance = {word for word in rest if len(word) > 1 and word not in _FILLER}
    return text[found.start() : found.end()].strip() if len(substance) <= allowed else None
