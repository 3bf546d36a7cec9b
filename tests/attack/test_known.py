"""What is known to be none is a line with a reason in docs/attacks.md; all else is a finding."""

from __future__ import annotations

import pytest

from tests.attack import known
from tests.attack.tools import addresses, by_sqlmap
from tests.attack.tools.run import Finding

PAGE = f"""\
# Attacks

| another | table | of | four |
|---|---|---|---|
| tool | weak | GET / | a reason of another table |

{known.HEADING}

Words.

| program | what it says | where | why it is none |
|---|---|---|---|
| tool | `weak` | `GET /*` | it is read by nobody |

## Below

| tool | weak | POST / | a reason of another heading |
"""


def finding(what="weak", where="GET /page"):
    return Finding(tool="tool", what=what, where=where)


def test_what_a_line_covers_is_known_and_nothing_else(tmp_path):
    page = tmp_path / "attacks.md"
    page.write_text(PAGE, encoding="utf-8")
    found = [finding(), finding(what="broken"), finding(where="POST /"), finding(where="a GET /page")]
    assert known.unknown(found, known.read(page)) == found[1:]


def test_a_line_without_a_reason_is_refused(tmp_path):
    page = tmp_path / "attacks.md"
    page.write_text(PAGE.replace("it is read by nobody", " "), encoding="utf-8")
    with pytest.raises(ValueError, match="without a reason"):
        known.read(page)


def test_every_line_of_ours_has_its_reason():
    assert all(len(one.reason) > 20 for one in known.read())


SAID = [
    "POST parameter 'lang' is vulnerable. Do you want to keep testing the others (if any)? [y/N] N",
    "[10:00:00] [INFO] GET parameter 'lang' appears to be 'AND boolean-based blind' injectable ",
    "[10:00:00] [INFO] heuristic (basic) test shows that GET parameter 'lang' might be injectable (DBMS: 'x')",
    "[10:00:00] [INFO] heuristic (XSS) test shows that GET parameter 'lang' might be vulnerable to XSS attacks",
    "[10:00:00] [INFO] URI parameter '#1*' is 'Generic UNION query (NULL) - 1 to 20 columns' injectable",
]
UNSAID = [
    "[10:00:00] [WARNING] heuristic (basic) test shows that GET parameter 'lang' might not be injectable",
    "[10:00:00] [WARNING] GET parameter 'country' does not seem to be injectable",
    "[10:00:00] [CRITICAL] all tested parameters do not appear to be injectable",
    "[10:00:00] [INFO] testing if GET parameter 'lang' is dynamic",
]


def test_what_sqlmap_takes_for_a_weakness_is_found_in_what_it_says():
    assert len(by_sqlmap.suspicions("\n".join([*SAID, *UNSAID]))) == len(SAID)


def test_what_sqlmap_takes_back_is_no_finding():
    said = "\n".join([SAID[1], "[10:00:01] [WARNING] GET parameter 'lang' does not seem to be injectable"])
    assert by_sqlmap.suspicions(said) == []
    assert len(by_sqlmap.suspicions(said.replace("parameter 'lang' does", "parameter 'noted' does"))) == 1


def test_every_parameter_of_every_address_is_attacked():
    who = addresses.Guest(jar={"cookieprefs": "x", "cookieprefs_id": "y"}, receipt="r" * 32, snapshot="0" * 64)
    target = type("Target", (), {"host": "here.example"})
    asked = dict(addresses.requests(target, who))
    without = {"theme", "gpc", "live", "ready"}
    assert set(asked) == {one["operationId"] for one in addresses.openapi.operations().values()} - without
    for (_, path), one in addresses.openapi.operations().items():
        text = asked.get(one["operationId"], "")
        assert text.count("*") >= path.count("{") + len(addresses.fields(one))
        assert all(f"{name}=" in text for name in addresses.fields(one))
