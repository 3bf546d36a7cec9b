"""Every setting once: name, default, how it is read, one line of help. Unknown ones are refused."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

PREFIX = "COOKIEPREFS_"


class SettingsError(click.ClickException, ValueError):
    """A setting that cannot be used; the message says which, why, and what to write. Commands print it alone."""

    exit_code = 2


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment says. What belongs to the site stands in `site.yaml` instead."""

    instance: Path
    database_url: str | None = None
    secret_key: str | None = None
    proxy_hops: int = 0
    preview: bool | None = None
    public_url: str | None = None
    country_header: str | None = None
    metrics: str | None = None
    log: str | None = None
    cookie: str = "cookieprefs"
    """What our cookies' names begin with. No setting: the preview alone has another, for it shares the host."""
    templates: Path | None = None
    """Where the operator's own templates are, if not in the instance. No setting: the preview alone needs it."""
    prefix: str = ""
    """Where our pages begin below the root of the app that has them. No setting: a host app's code says it."""

    @property
    def is_https(self) -> bool:
        """Whether visitors come over https, as far as is known: decides `Secure` and cookie prefixes (B-05)."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @property
    def own_templates(self) -> Path:
        """The folder of the operator's own templates, which need not be there."""
        return self.templates or self.instance / "templates"

    @property
    def mount(self) -> str:
        """The path under which visitors see us, without a slash at its end; empty at the root."""
        return urlsplit(self.public_url).path.rstrip("/") if self.public_url else self.prefix

    @property
    def root(self) -> str:
        """The address of the app that has our pages, as visitors see it."""
        return f"{(self.public_url or f'http://localhost{self.prefix}/').removesuffix(f'{self.prefix}/')}/"

    @property
    def host(self) -> str:
        """The host of the public URL, without a port; empty where none is known."""
        return urlsplit(self.public_url or "").hostname or ""

    @property
    def origin(self) -> str | None:
        """Scheme, host and port of the public URL, as browsers write an `Origin`."""
        if self.public_url is None:
            return None
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def database(self) -> str:
        """The database to use: SQLite inside the instance unless a URL was given."""
        return self.database_url or f"sqlite:///{self.instance / 'cookieprefs.sqlite3'}"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting: the environment variable is `PREFIX` and its name in capitals."""

    name: str
    help: str
    default: str
    parse: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """The environment variable that holds it."""
        return PREFIX + self.name.upper()


_SWITCH = {
    **dict.fromkeys(("on", "true", "yes", "1"), True),
    **dict.fromkeys(("off", "false", "no", "0"), False),
}
_HOST = r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"
_SEGMENT = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+"
_PUBLIC_URL = re.compile(rf"https?://{_HOST}(?:/{_SEGMENT})*/?", re.ASCII)


def _folder(written: str) -> Path:
    return Path(written).expanduser().resolve()


def parse_database_url(written: str) -> str:
    """The URL with the driver that our extra installs. Raises `ValueError`, which does not tell what was written.

    There may be a password in it.
    """
    scheme, separator, rest = written.partition("://")
    if separator and scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if not separator or scheme.partition("+")[0] not in ("sqlite", "postgresql"):
        raise ValueError("write 'sqlite:////path/to/file' or 'postgresql://user:password@host/name'")
    return written


def _hops(written: str) -> int:
    if not re.fullmatch("[0-9]", written):
        raise ValueError("write how many proxies of yours stand in front: a number from 0 to 9")
    return int(written)


def _switch(written: str) -> bool:
    if written.lower() not in _SWITCH:
        raise ValueError("write 'on' or 'off'")
    return _SWITCH[written.lower()]


def _secret(written: str) -> str:
    if len(written) < 16:
        raise ValueError("write at least 16 characters, such as the command 'openssl rand -hex 32' prints")
    return written


def _public_url(written: str) -> str:
    scheme, separator, rest = written.partition("://")
    host, slash, path = rest.partition("/")
    url = f"{scheme.lower()}{separator}{host.lower()}{slash}{path}"
    if not _PUBLIC_URL.fullmatch(url) or not _is_possible(url):
        raise ValueError(
            "write the address visitors see, in plain letters, such as 'https://shop.example/cookies/'"
        )
    return f"{url.rstrip('/')}/"


def _is_possible(url: str) -> bool:
    """Whether there can be such a port, and such an address in brackets."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _header(written: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,60}", written, re.ASCII):
        raise ValueError("write the name of the header that your proxy sets, such as 'CF-IPCountry'")
    return written


def _address(written: str) -> str | None:
    """Host and port to listen on; `None` for `off`. Raises `ValueError`."""
    if written.lower() == "off":
        return None
    host, _, port = written.rpartition(":")
    is_port = re.fullmatch("[0-9]{1,5}", port, re.ASCII) and 0 < int(port) < 65536
    if not is_port or not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", host, re.ASCII):
        raise ValueError("write 'off', or where Prometheus is to ask, such as '127.0.0.1:9464'")
    return written


def _style(written: str) -> str:
    if written not in ("text", "json"):
        raise ValueError("write 'text' or 'json'")
    return written


SETTINGS = (
    Setting(
        name="instance",
        help="The operator's folder: site file, policy texts, SQLite database.",
        default="instance/ of a checkout, else of the working directory",
        parse=_folder,
    ),
    Setting(
        name="database_url",
        help="Where the ledger lives, as an SQLAlchemy URL.",
        default="SQLite in the instance",
        parse=parse_database_url,
    ),
    Setting(
        name="secret_key",
        help="Signs the operator's forms and keys the rate limit; at least 16 characters.",
        default="made and kept in the instance on a local run; demanded in production",
        parse=_secret,
    ),
    Setting(
        name="proxy_hops",
        help="How many proxies of yours set X-Forwarded-*; with 0 no such header is believed.",
        default="0",
        parse=_hops,
    ),
    Setting(
        name="preview",
        help="Whether the sample page is served.",
        default="on under flask run, off when served",
        parse=_switch,
    ),
    Setting(
        name="public_url",
        help="Our address as visitors see it: its scheme, host and path decide cookies, origin and mount.",
        default="none on a local run; demanded in production",
        parse=_public_url,
    ),
    Setting(
        name="country_header",
        help="The header in which a proxy of yours names the visitor's country, such as CF-IPCountry.",
        default="none: the country is unknown, and the strictest law holds",
        parse=_header,
    ),
    Setting(
        name="metrics",
        help="Where Prometheus may ask for metrics: host and port of a listener beside the site's.",
        default="off",
        parse=_address,
    ),
    Setting(
        name="log",
        help="How the log is written: text, or json with a line for each request.",
        default="text",
        parse=_style,
    ),
)


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read all settings, each also from a file named by `<variable>_FILE`.

    Raises `SettingsError` on a variable that is not known, on one that cannot be read, and on one given twice.
    """
    found = os.environ if environment is None else environment
    _refuse_unknown(found)
    values = {one.name: _read(one, found) for one in SETTINGS}
    given = {name: value for name, value in values.items() if value is not None}
    given.setdefault("instance", _default_instance())
    return Settings(**given)


def demand(settings: Settings) -> None:
    """See to it that what production needs was given. Raises `SettingsError`."""
    for name, value in (("PUBLIC_URL", settings.public_url), ("SECRET_KEY", settings.secret_key)):
        if not value:
            raise SettingsError(f"{PREFIX}{name} is demanded in production; the README has a table of settings")


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {one.variable for one in SETTINGS} | {one.variable + "_FILE" for one in SETTINGS}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        names = ", ".join(one.variable for one in SETTINGS)
        raise SettingsError(f"{unknown[0]} is no setting; known are {names}")


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    written, path = environment.get(setting.variable), environment.get(setting.variable + "_FILE")
    if written is not None and path is not None:
        raise SettingsError(f"{setting.variable} and {setting.variable}_FILE are both set; keep one")
    try:
        if path is not None:
            written = Path(path).read_text(encoding="utf-8")
        if written is None:
            return None
        if not written.strip():
            raise ValueError("it is empty; write a value, or leave the setting out")
        return setting.parse(written.strip())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{setting.variable}: {error}") from error


def _default_instance() -> Path:
    """`instance/` at the top of a checkout, which has our `pyproject.toml`; else of the working directory."""
    checkout = Path(__file__).parent.parent
    here = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return (here / "instance").resolve()
