"""`cookieprefs ledger forget`: for somebody who wrote a letter with a receipt's id."""

import pytest

from cookieprefs.actions import Mint
from cookieprefs.core.consent import How
from tests.cli.conftest import DATABASE


@pytest.fixture
def records(shop):
    """Two decisions of one visitor, another visitor, and a refusal of nobody."""
    first = shop.decide(yes="matomo vimeo", once="a-click-to-forget")
    second = shop.decide(no="vimeo", subject=first.subject)
    return first, second, shop.decide(yes="matomo"), shop.decide(no="matomo", how=How.REFUSE_ALL)


def forget(shop, receipt_id, *options):
    return shop.run("ledger", "forget", receipt_id, *options)


def erased(shop):
    return shop.json("ledger", "verify", "--json")["erased"]


@pytest.mark.parametrize("which", [0, 1])
def test_each_receipt_of_a_visitor_erases_all_of_theirs(shop, records, which):
    result = forget(shop, records[which].receipt_id, "--yes")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == "2 records of this visitor erased."
    assert "Their browser still holds its cookies" in second
    assert erased(shop) == 2
    assert shop.run("ledger", "show", records[2].receipt_id).exit_code == 0


def test_a_refusal_without_an_id_is_erased_alone(shop, records):
    other = shop.decide(no="matomo", how=How.REFUSE_ALL)
    assert forget(shop, records[3].receipt_id, "--yes").stdout.startswith("1 record of this visitor erased.")
    assert shop.run("ledger", "show", other.receipt_id).exit_code == 0


def test_json_has_the_count(shop, records):
    assert shop.json("ledger", "forget", records[0].receipt_id, "--yes", "--json") == {"records": 2}


def test_where_nobody_can_be_asked_it_takes_a_yes(shop, records):
    result = forget(shop, records[0].receipt_id)
    assert result.exit_code == 1
    assert "add --yes" in result.stderr
    assert erased(shop) == 0


@pytest.mark.parametrize("receipt", ["never-given", "", "'; DROP TABLE"])
def test_a_receipt_that_is_not_there_is_a_sentence(shop, receipt):
    result = forget(shop, receipt, "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: no record has the receipt {receipt!r}")
    assert result.stdout == ""


def test_the_second_time_there_is_nothing_to_forget(shop, records):
    assert [forget(shop, records[0].receipt_id, "--yes").exit_code for _ in range(2)] == [0, 1]


@pytest.mark.parametrize("receipt_id", ["-begins-with-a-dash", "--with-two"])
def test_a_receipt_may_begin_with_a_dash(shop, receipt_id):
    shop.decide(yes="matomo", mint=Mint(token=iter(["a-subject", receipt_id]).__next__))
    assert forget(shop, receipt_id, "--yes").exit_code == 0


def test_nothing_of_it_is_left_in_the_files(shop, records):
    needles = [records[0].subject.encode(), records[1].receipt_id.encode(), b"a-click-to-forget"]
    assert forget(shop, records[0].receipt_id, "--yes").exit_code == 0
    written = b"".join(path.read_bytes() for path in shop.folder.glob(f"{DATABASE}*"))
    assert [one for one in needles if one in written] == []
    assert records[2].subject.encode() in written


def test_a_spoilt_record_can_be_forgotten_all_the_same(shop, records):
    shop.tamper("UPDATE cookieprefs_record_payload SET how = 'by magic', answers = '[]' WHERE seq = 2")
    assert forget(shop, records[1].receipt_id, "--yes").stdout.startswith("2 records")
