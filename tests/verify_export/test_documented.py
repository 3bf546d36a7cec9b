"""What docs/exports.md says of formats and faults is what there is."""

import re
from pathlib import Path

from cookieprefs import verify_export
from cookieprefs.core import evidence
from tests.verify_export.made import a_ledger, period, proof, whole

PAGE = (Path(__file__).parent.parent.parent / "docs" / "exports.md").read_text("utf-8")
SCRIPT = Path(verify_export.__file__).read_text("utf-8")
LEDGER = a_ledger()


def documented(name):
    """The fields of a format, as its table has them; `format` goes without saying."""
    table = PAGE.partition(f"`cookieprefs-{name}/1`")[2].partition("\n\n`")[0]
    first_cells = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    return {field for cell in first_cells for field in re.findall(r"`(\w+)`", cell)}


def test_every_format_has_its_fields():
    for name in ("export", "seal", "snapshot", "record", "gone"):
        assert documented(name) | {"format"} == set(verify_export.FIELDS[name].split()), name
    for name in ("end", "proof"):
        sentence = PAGE.partition(f"`cookieprefs-{name}/1`")[2].partition("\n\n")[0]
        assert set(verify_export.FIELDS[name].split()) - {"format"} <= set(re.findall(r"`(\w+)`", sentence)), name


def test_every_line_that_is_written_is_one_that_is_known():
    formats = {
        getattr(evidence, name) for name in ("EXPORT", "SEAL", "SNAPSHOT", "RECORD", "GONE", "END", "PROOF")
    }
    assert formats == verify_export.KINDS.keys() - {"cookieprefs-link/1"}
    gone = evidence.gone_line(LEDGER.entries[0].member)
    for line in (*whole(LEDGER), *period(LEDGER, 1, 2), proof(LEDGER), gone):
        assert verify_export.KINDS[line["format"]] == verify_export.form(line)


def test_every_field_of_a_record_and_its_link_is_named():
    row = re.search(r"^\| `link` \|(.+)$", PAGE, re.MULTILINE)[1]
    words = PAGE.partition("`record` has ")[2].partition("\n\n")[0]
    line = evidence.record_line(LEDGER.entries[0])
    assert set(re.findall(r"`(\w+)`", row)) == line["link"].keys()
    assert line["record"].keys() <= set(re.findall(r"`(\w+)`", words))


def test_every_fault_is_explained_and_no_other():
    kinds = set(re.findall(r'(?:yield|_say\(.+?,) f?"([a-z ]+): ', SCRIPT))
    table = PAGE.partition("| fault | what it means |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z ]+)` \|", table, re.MULTILINE)) == kinds
