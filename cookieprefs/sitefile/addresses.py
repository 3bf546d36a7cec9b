"""How domains, web addresses, e-mail addresses and languages of the site file are read."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from babel import Locale, UnknownLocaleError
from pydantic import PlainValidator

from cookieprefs.sitefile.faults import quoted
from cookieprefs.sitefile.refusal import misshapen, read_each, text_of, wrong

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"]{1,64}@([^@\s<>]+)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", re.ASCII)
_UNSAFE = re.compile(r"[\s<>\"\\^`{|}]")
_LONGEST_DOMAIN = 253
_EXAMPLE = "write the bare name, such as `shop.example`"


def domain(value: object) -> str:
    """A host name in the ASCII form that browsers send; international names may be written either way."""
    text = text_of(value, _EXAMPLE)
    if (host := _bare(text)) != text:
        cure = f"write `{host}`" if _ascii(host) else _EXAMPLE
        raise wrong(f"{quoted(text)} is more than a domain", cure)
    if _is_ip(text):
        raise wrong(f"{quoted(text)} is an IP address", "write the name that visitors type")
    if text.startswith("*."):
        raise wrong(f"{quoted(text)} stands for many domains", "write each one on its own")
    ascii_form = _ascii(text)
    if ascii_form is None:
        raise wrong(f"{quoted(text)} is no domain", _EXAMPLE)
    if text != text.lower():
        raise wrong(f"{quoted(text)} has capital letters", f"write `{text.lower()}`")
    return ascii_form


def maybe_domain(value: object) -> str | None:
    """A domain, or nothing where the line is left empty."""
    return None if value in (None, "") else domain(value)


def domains(value: object) -> tuple[str, ...]:
    """The domains of the site, each once, at least one."""
    if not isinstance(value, list) or not value:
        shape = "no domain stands here" if value == [] else misshapen(value, "a list of domains")
        raise wrong(shape, "write such as `[shop.example, www.shop.example]`")
    return _unique(value, domain)


def host(value: object) -> str:
    """A host that a service talks to; `*.` before it stands for its subdomains."""
    text = text_of(value, _EXAMPLE)
    return "*." + domain(text[2:]) if text.startswith("*.") else domain(text)


def url(value: object) -> str:
    """A web address with http or https."""
    text = text_of(value, "write such as `https://shop.example/page`")
    if (parts := _split(text)) is None or parts.scheme not in ("http", "https"):
        raise wrong(f"{quoted(text)} is no web address", "write such as `https://shop.example/page`")
    return text


def secure_url(value: object) -> str:
    """A web address with https."""
    text = url(value)
    if not text.startswith("https://"):
        raise wrong(f"{quoted(text)} is not safe from being changed on its way", "write it with `https://`")
    return text


def email(value: object) -> str:
    """An e-mail address."""
    text = text_of(value, "write such as `privacy@shop.example`")
    found = _EMAIL.fullmatch(text)
    if not found or "." not in found[1] or _ascii(found[1].lower()) is None:
        raise wrong(f"{quoted(text)} is no e-mail address", "write such as `privacy@shop.example`")
    return text


def language(value: object) -> str:
    """A language's code, such as `fr` or `pt-BR`."""
    text = text_of(value, "write a language's code, such as `en`")
    if is_language(text):
        return text
    lower = text.replace("_", "-").split("-")[0].lower()
    cure = f"write `{lower}`" if is_language(lower) else "write a code such as `en`, `fr` or `pt-BR`"
    raise wrong(f"{quoted(text)} is no language's code", cure)


def languages(value: object) -> tuple[str, ...]:
    """The languages of the site, each once, at least one; the first is the default."""
    if not isinstance(value, list) or not value:
        shape = "no language stands here" if value == [] else misshapen(value, "a list of languages")
        raise wrong(shape, "write such as `[en, fr]`")
    return _unique(value, language)


def readable(domain_in_ascii: str) -> str:
    """A domain as people write it."""
    try:
        return domain_in_ascii.encode("ascii").decode("idna")
    except UnicodeError:
        return domain_in_ascii


def _bare(text: str) -> str:
    """The host out of what was pasted from an address bar."""
    rest = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text, flags=re.IGNORECASE)
    rest = re.split(r"[/?#\s]", rest.removeprefix("//"), maxsplit=1)[0].rpartition("@")[2]
    rest = re.sub(r":\d*$", "", rest) if rest.count(":") == 1 else rest
    return rest.removesuffix(".")


def _ascii(text: str) -> str | None:
    """The domain in ASCII; `None` if it is none. A name without a dot is none, but for localhost."""
    if len(text) > _LONGEST_DOMAIN:
        return None
    try:
        found = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = found.split(".")
    is_whole = len(found) <= _LONGEST_DOMAIN and all(_LABEL.fullmatch(label) for label in labels)
    has_name = (len(labels) > 1 and not labels[-1].isdigit()) or found == "localhost"
    return found if is_whole and has_name else None


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _split(text: str) -> SplitResult | None:
    """The parts of an address that has a host which can exist; `None` if it is none."""
    if _UNSAFE.search(text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    name = parts.hostname or ""
    return parts if _is_ip(name) or _ascii(name.removesuffix(".")) else None


@lru_cache(maxsize=1024)
def is_language(code: str) -> bool:
    """Whether it is a language's code, written as is usual."""
    if not _LANGUAGE.fullmatch(code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _unique(values: list[object], read: Callable[[object], str]) -> tuple[str, ...]:
    seen: set[str] = set()

    def read_once(value: object) -> str:
        found = read(value)
        if found in seen:
            raise wrong(f"{quoted(value)} stands here a second time", "delete it")
        seen.add(found)
        return found

    return tuple(read_each(enumerate(values), read_once).values())


Domains = Annotated[tuple[str, ...], PlainValidator(domains)]
MaybeDomain = Annotated[str | None, PlainValidator(maybe_domain)]
Host = Annotated[str, PlainValidator(host)]
Url = Annotated[str, PlainValidator(url)]
SecureUrl = Annotated[str, PlainValidator(secure_url)]
Email = Annotated[str, PlainValidator(email)]
Languages = Annotated[tuple[str, ...], PlainValidator(languages)]
