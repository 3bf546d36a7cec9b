"""The library's files, read the way the site file is."""

from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.library import read_library, shipped

ENTRY = """\
key: pixel
name: Pixel
purpose: ads
vendor: {key: maker, name: Maker, country: US, privacy_policy: "https://maker.com/privacy"}
description: {en: Counts., fr: Compte., nl: Telt.}
regime: consent
cookies:
  - {name: _px, lifetime: 1 year, holds: {en: A number.}, source: {address: "https://maker.com/c"}}
"""


def library_of(folder, **files):
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return read_library(folder)


def test_every_file_that_is_shipped_reads_without_fault():
    library = shipped()
    assert library.faults == ()
    assert {"cookieprefs", "matomo"} <= set(library.services)


def test_an_entry_brings_its_service_and_its_vendor(tmp_path):
    library = library_of(tmp_path, pixel=ENTRY)
    assert library.faults == ()
    assert library.services["pixel"].vendor == "maker"
    assert library.vendors["maker"].country == "US"


def test_only_services_that_need_consent_are_compared_with_what_a_site_calls_necessary(tmp_path):
    necessary = ENTRY.replace("key: pixel", "key: basket").replace("consent", Regime.STRICTLY_NECESSARY)
    library = library_of(tmp_path, pixel=ENTRY, basket=necessary)
    assert [(service.key, cookie.name) for service, cookie in library.asked_cookies()] == [("pixel", "_px")]


def test_a_faulty_file_is_left_out_and_its_faults_are_told(tmp_path):
    broken = {
        "one": ENTRY.replace("lifetime: 1 year, ", ""),
        "two": ENTRY.replace("purpose: ads\n", ""),
        "three": ENTRY.replace("https://", "http://"),
        "four": ENTRY.replace("en: Counts., ", ""),
        "five": "[",
        "six": "",
    }
    library = library_of(tmp_path, **broken)
    assert library.services == {}
    assert {one.file for one in library.faults} == {f"library/{name}.yaml" for name in broken}


def test_files_that_are_no_entries_are_passed_over(tmp_path):
    (tmp_path / "__init__.py").write_text("")
    assert library_of(tmp_path, pixel=ENTRY).faults == ()
