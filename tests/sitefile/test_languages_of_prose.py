"""What is recognised in an operator's prose and purposes, in every language that the interface speaks."""

# ruff: noqa: RUF001  (words of many scripts: that letters of two of them look alike is no mistake)

from datetime import date

import pytest
from babel.dates import format_date

from cookieprefs.sitefile.dates import date_line
from cookieprefs.sitefile.headings import asks_for_the_list
from cookieprefs.sitefile.vague import vague_phrase
from cookieprefs.web.translations import interface_languages, say, speaking
from tests.sitefile.prose import problems, prose_of

END = "\n\n[[services]]\n"

# By language: a heading that asks for the list, and one that does not; browsing on as a yes, and denied; a vague
# purpose.
TOLD = {
    "ar": (
        "ما ملفات تعريف الارتباط التي نستخدمها؟",
        "ما هي ملفات تعريف الارتباط وكيف نستخدمها؟",
        "توافق عند الاستمرار في التصفح.",
        "الاستمرار في التصفح ليس موافقة.",
        "لتحسين تجربتك",
    ),
    "bg": (
        "Какви бисквитки използваме?",
        "Какво представляват бисквитките?",
        "Съгласявате се, ако продължавате да разглеждате сайта.",
        "Ако продължите да разглеждате, това не е съгласие.",
        "За да подобрим вашето изживяване",
    ),
    "cs": (
        "Jaké soubory cookie používáme?",
        "Co jsou soubory cookie a jak je používáme?",
        "Souhlasíte tím, že pokračujete v prohlížení.",
        "Pokračování v prohlížení nepovažujeme za souhlas.",
        "Abychom zlepšili váš zážitek",
    ),
    "da": (
        "Hvilke cookies bruger vi?",
        "Hvad er cookies, og hvordan bruger vi dem?",
        "Du siger ja, hvis du fortsætter med at browse.",
        "At du fortsætter med at browse, er ikke et ja.",
        "For at forbedre din oplevelse",
    ),
    "de": (
        "Welche Cookies verwenden wir?",
        "Was sind Cookies und wie verwenden wir sie?",
        "Sie stimmen zu, wenn Sie weitersurfen.",
        "Weitersurfen gilt nicht als Zustimmung.",
        "Um Ihr Nutzungserlebnis zu verbessern",
    ),
    "el": (
        "Ποια cookies χρησιμοποιούμε;",
        "Τι είναι τα cookies και πώς τα χρησιμοποιούμε;",
        "Συμφωνείτε αν συνεχίσετε να περιηγείστε.",
        "Αν συνεχίσετε να περιηγείστε, δεν συμφωνείτε.",
        "Για να βελτιώσουμε την εμπειρία σας",
    ),
    "en": (
        "What cookies do we use?",
        "What are cookies and how do we use them?",
        "You agree if you keep browsing.",
        "Continuing to browse is not consent.",
        "To improve your experience",
    ),
    "es": (
        "¿Qué cookies utilizamos?",
        "¿Qué son las cookies y cómo las utilizamos?",
        "Usted acepta si continúa navegando.",
        "Si continúa navegando, no acepta nada.",
        "Para mejorar su experiencia",
    ),
    "et": (
        "Milliseid küpsiseid me kasutame?",
        "Mis on küpsised ja kuidas me neid kasutame?",
        "Nõustute, kui jätkate sirvimist.",
        "Kui jätkate sirvimist, ei ole see nõusolek.",
        "Et parandada teie kasutuskogemust",
    ),
    "fi": (
        "Mitä evästeitä käytämme?",
        "Mitä evästeet ovat?",
        "Hyväksyt evästeet, jos jatkat selaamista.",
        "Jos jatkat selaamista, se ei ole suostumus.",
        "Parantaaksemme käyttökokemusta",
    ),
    "fr": (
        "Quels cookies utilisons-nous ?",
        "Que sont les cookies et comment les utilisons-nous ?",
        "Vous acceptez si vous continuez à naviguer.",
        "Poursuivre votre navigation ne vaut pas accord.",
        "Pour améliorer votre expérience",
    ),
    "ga": (
        "Cad iad na fianáin a úsáidimid?",
        "Cad is fianáin ann agus conas a úsáidimid iad?",
        "Toilíonn tú má leanann tú ag brabhsáil.",
        "Má leanann tú ag brabhsáil, ní toiliú é.",
        "Chun d’eispéireas a fheabhsú",
    ),
    "he": (
        "באילו קובצי Cookie אנחנו משתמשים?",
        "מהם קובצי Cookie ואיך אנחנו משתמשים בהם?",
        "המשך הגלישה הוא הסכמה.",
        "המשך הגלישה אינו הסכמה.",
        "כדי לשפר את החוויה שלך",
    ),
    "hr": (
        "Koje kolačiće koristimo?",
        "Što su kolačići i kako ih koristimo?",
        "Pristajete ako nastavite pregledavati stranice.",
        "Ako nastavite pregledavati, to nije pristanak.",
        "Za poboljšanje vašeg iskustva",
    ),
    "hu": (
        "Milyen sütiket használunk?",
        "Mik azok a sütik, és hogyan használjuk őket?",
        "A böngészés folytatásával hozzájárul.",
        "A böngészés folytatása nem hozzájárulás.",
        "A felhasználói élmény javítása",
    ),
    "it": (
        "Quali cookie usiamo?",
        "Che cosa sono i cookie e come li usiamo?",
        "Acconsenti se continui la navigazione.",
        "Se continui la navigazione, non acconsenti.",
        "Per migliorare la tua esperienza",
    ),
    "lt": (
        "Kokius slapukus naudojame?",
        "Kas yra slapukai ir kaip juos naudojame?",
        "Sutinkate, jei toliau naršote.",
        "Jei toliau naršote, tai nėra sutikimas.",
        "Kad pagerintume jūsų patirtį",
    ),
    "lv": (
        "Kādas sīkdatnes mēs izmantojam?",
        "Kas ir sīkdatnes un kā mēs tās izmantojam?",
        "Jūs piekrītat, ja turpināt pārlūkošanu.",
        "Ja turpināt pārlūkošanu, tā nav piekrišana.",
        "Lai uzlabotu jūsu pieredzi",
    ),
    "mt": (
        "Liema cookies nużaw?",
        "X’inhuma l-cookies u kif nużawhom?",
        "Taqbel jekk tkompli tuża s-sit.",
        "Jekk tkompli tuża s-sit, dan mhux kunsens.",
        "Biex intejbu l-esperjenza tiegħek",
    ),
    "nl": (
        "Welke cookies gebruiken wij?",
        "Wat zijn cookies en hoe gebruiken we ze?",
        "U gaat akkoord als u verder surft.",
        "Verder surfen is geen toestemming.",
        "Om uw ervaring te verbeteren",
    ),
    "pl": (
        "Jakich plików cookies używamy?",
        "Co to są pliki cookies?",
        "Zgoda przez dalsze korzystanie ze strony.",
        "Dalsze korzystanie nie jest zgodą.",
        "Aby poprawić Twoje doświadczenie",
    ),
    "pt": (
        "Que cookies utilizamos?",
        "Que são cookies e como os utilizamos?",
        "Aceita se continuar a navegar.",
        "Se continuar a navegar, não aceita nada.",
        "Para melhorar a sua experiência",
    ),
    "ro": (
        "Ce module cookie folosim?",
        "Ce sunt modulele cookie și cum le folosim?",
        "Sunteți de acord dacă continuați să navigați.",
        "Dacă continuați să navigați, nu este un acord.",
        "Pentru a îmbunătăți experiența dumneavoastră",
    ),
    "sk": (
        "Aké súbory cookie používame?",
        "Čo sú súbory cookie a ako ich používame?",
        "Súhlasíte tým, že pokračujete v prehliadaní.",
        "Pokračovanie v prehliadaní nie je súhlas.",
        "Aby sme zlepšili váš zážitok",
    ),
    "sl": (
        "Katere piškotke uporabljamo?",
        "Kaj so piškotki in kako jih uporabljamo?",
        "Soglašate z nadaljnjim brskanjem.",
        "Nadaljnje brskanje ni soglasje.",
        "Za izboljšanje vaše izkušnje",
    ),
    "sv": (
        "Vilka kakor använder vi?",
        "Vad är kakor och hur använder vi dem?",
        "Du godkänner det om du fortsätter att surfa.",
        "Att du fortsätter att surfa är inte ett ja.",
        "För att förbättra din upplevelse",
    ),
}
CONCRETE = {
    "da": "Vi tæller besøg for at rette sider, der ikke virker.",
    "el": "Μετράμε επισκέψεις για να διορθώνουμε σελίδες που δεν λειτουργούν.",
    "he": "אנחנו סופרים ביקורים כדי לתקן דפים שבורים.",
    "pl": "Liczymy wizyty, aby naprawiać strony, które nie działają.",
}

every_language = pytest.mark.parametrize("language", TOLD)


def test_every_language_of_the_interface_is_told_here():
    assert set(interface_languages()) <= set(TOLD)


@every_language
def test_a_heading_that_asks_for_the_list_is_known_from_one_that_does_not(language):
    asking, other, *_ = TOLD[language]
    assert asks_for_the_list(asking)
    assert not asks_for_the_list(other)


@every_language
def test_browsing_on_as_consent_is_noticed_and_its_denial_is_not_taken_for_it(language):
    _, _, saying, denying, _ = TOLD[language]
    (found,) = problems(f"# T\n\n{saying}{END}", language)
    assert "the text says that browsing on is consent" in found[2]
    assert problems(f"# T\n\n{denying}{END}", language) == []


@every_language
def test_a_purpose_that_says_nothing_is_noticed(language):
    assert vague_phrase(TOLD[language][4], allowed=0)


@pytest.mark.parametrize("language", CONCRETE)
def test_a_purpose_that_says_what_is_done_is_not(language):
    assert vague_phrase(CONCRETE[language], allowed=1) is None


@every_language
def test_a_text_without_a_title_gets_the_one_that_the_interface_has(language):
    with speaking(language):
        assert prose_of("A." + END, language).title == say("Cookie Policy")


@every_language
@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_is_read_as_the_language_writes_it(language, month):
    day = date(2026, month, 23)
    for width in ("long", "medium", "dd.MM.yyyy"):
        written = format_date(day, format=width, locale=language)
        assert date_line(written, language).day == day, written


@every_language
def test_the_interface_s_own_label_makes_a_date_line(language):
    with speaking(language):
        line = f"{say('Last updated:')} {format_date(date(2026, 11, 23), format='long', locale=language)}"
    assert date_line(line, language).day == date(2026, 11, 23)
