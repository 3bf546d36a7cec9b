"""Units of time in the languages for which CLDR has abbreviations alone: a form for each plural category."""

from __future__ import annotations

from cookieprefs.core.lifetime import Unit

UNITS: dict[str, dict[Unit, dict[str, str]]] = {
    "ga": {
        Unit.SECOND: {"two": "{} shoicind", "few": "{} shoicind", "other": "{} soicind"},
        Unit.MINUTE: {"other": "{} nóiméad"},
        Unit.HOUR: {"few": "{} huaire an chloig", "many": "{} n-uaire an chloig", "other": "{} uair an chloig"},
        Unit.DAY: {"other": "{} lá"},
        Unit.WEEK: {
            "two": "{} sheachtain",
            "few": "{} seachtaine",
            "many": "{} seachtaine",
            "other": "{} seachtain",
        },
        Unit.MONTH: {"one": "{} mhí", "two": "{} mhí", "few": "{} mhí", "other": "{} mí"},
        Unit.YEAR: {
            "one": "{} bhliain",
            "two": "{} bhliain",
            "few": "{} bliana",
            "many": "{} mbliana",
            "other": "{} bliain",
        },
    },
    "mt": {
        Unit.SECOND: {"two": "żewġ sekondi", "few": "{} sekondi", "many": "{}-il sekonda", "other": "{} sekonda"},
        Unit.MINUTE: {"two": "żewġ minuti", "few": "{} minuti", "many": "{}-il minuta", "other": "{} minuta"},
        Unit.HOUR: {"two": "sagħtejn", "few": "{} sigħat", "many": "{}-il siegħa", "other": "{} siegħa"},
        Unit.DAY: {"two": "jumejn", "few": "{} ijiem", "many": "{}-il jum", "other": "{} jum"},
        Unit.WEEK: {"two": "ġimagħtejn", "few": "{} ġimgħat", "many": "{}-il ġimgħa", "other": "{} ġimgħa"},
        Unit.MONTH: {"two": "xahrejn", "few": "{} xhur", "many": "{}-il xahar", "other": "{} xahar"},
        Unit.YEAR: {"two": "sentejn", "few": "{} snin", "many": "{}-il sena", "other": "{} sena"},
    },
}
"""By language and unit: `other` is always there, and stands in for each category that needs no form of its own."""
