"""How the tests of the prose read one text."""

from bs4 import BeautifulSoup

from cookieprefs.core.policy import PolicyText
from cookieprefs.sitefile.prose import read_prose
from cookieprefs.sitefile.sheet import Sheet, tidied

DOMAINS = ("teacorner.eu", "www.teacorner.eu")


def sheet_of(text: str, language: str = "en", **settings: bool) -> tuple[PolicyText, Sheet]:
    """The policy text, and the sheet with what was wrong with it."""
    sheet = Sheet(file="policy.md", text=tidied(text), language=language, domains=DOMAINS, **settings)
    return read_prose(sheet), sheet


def prose_of(text: str, language: str = "en") -> PolicyText:
    """The policy text."""
    return sheet_of(text, language)[0]


def soup_of(text: str, language: str = "en") -> BeautifulSoup:
    """Its HTML; what is generated is an empty element named by its marker."""
    parts = prose_of(text, language).parts
    return BeautifulSoup("\n".join(one.html or f"<{one.marker}></{one.marker}>" for one in parts), "html.parser")


def outline(text: str, language: str = "en") -> list[str]:
    """Its headings and markers in order."""
    elements = soup_of(text, language).find_all(["h2", "h3", "h4", "h5", "h6", "services", "domains", "how"])
    return [one.get_text() or f"[[{one.name}]]" for one in elements]


def problems(text: str, language: str = "en", **settings: bool) -> list[tuple[int, int, str]]:
    """What is wrong with it: line, column, sentence."""
    _, sheet = sheet_of(text, language, **settings)
    return [(one.line, one.column, f"{one.problem}; {one.cure}") for one in sheet.faults]
