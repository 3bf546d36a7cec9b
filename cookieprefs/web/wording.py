"""Interface words for the closed lists of the core: kinds of data, of storage, of lifetimes, ways of deciding."""

from __future__ import annotations

from cookieprefs.core.catalogue import DataKind, Kind
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.lifetime import Unit


def _(sentence: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence


DATA_KINDS = {
    DataKind.ONLINE_IDENTIFIER: _("a number that tells browsers apart"),
    DataKind.IP_ADDRESS: _("your IP address"),
    DataKind.DEVICE: _("your device and browser"),
    DataKind.USAGE: _("what you look at and click"),
    DataKind.LOCATION: _("where you are, roughly"),
    DataKind.PREFERENCES: _("your settings"),
    DataKind.CONTACT: _("your contact details"),
    DataKind.MESSAGES: _("the messages that you write"),
    DataKind.PURCHASES: _("what you buy"),
    DataKind.PAYMENT: _("your payment details"),
    DataKind.CHOICES: _("your choices about cookies"),
}

KINDS = {
    Kind.COOKIE: _("cookie"),
    Kind.LOCAL_STORAGE: _("local storage"),
    Kind.SESSION_STORAGE: _("session storage"),
    Kind.INDEXED_DB: _("database in the browser"),
    Kind.CACHE_STORAGE: _("cache in the browser"),
}

HOWS = {
    How.ACCEPT_ALL: _("by the button that accepts all"),
    How.REFUSE_ALL: _("by the button that refuses all"),
    How.WITHDRAW_ALL: _("by the button that withdraws all"),
    How.SAVE: _("by saving the choices on a form"),
    How.SERVICE_SWITCH: _("by the switch of one service"),
    How.PURPOSE_SWITCH: _("by the switch of one purpose"),
    How.CONTINUED_NAVIGATION: _("by opening a second page of the site"),
    How.DO_NOT_SELL: _("by the button against sale and sharing of data"),
}

LAYERS = {
    Layer.BANNER: _("in the banner"),
    Layer.PREFERENCES: _("in the preferences"),
    Layer.PLACEHOLDER: _("in the place of what was held back"),
    Layer.DO_NOT_SELL: _("on the page “Do not sell or share my data”"),
}

_LENGTHLESS = {Unit.SESSION: _("until you close the browser"), Unit.PERSISTENT: _("until you delete it")}


def on_device(unit: Unit) -> str:
    """How long an item without a length of time stays."""
    return _LENGTHLESS[unit]
