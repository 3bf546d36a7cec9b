"""`/metrics`: of all processes at once, on an address of its own, and never through the site's proxy."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from random import Random

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cookieprefs.metrics.shared import Places, folder_for
from cookieprefs.settings import SettingsError
from tests.drills.causes import locked
from tests.drills.load import stage
from tests.drills.process import running
from tests.drills.wire import Browser
from tests.ports import free_port


@pytest.fixture(scope="module")
def address():
    """A port that nobody has."""
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """The folder that the processes share."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "shared"))
    return tmp_path / "shared"


@pytest.fixture(scope="module")
def on(tmp_path_factory, address):
    """A site whose process tells Prometheus."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder / "shared"))
        with stage(folder, Random(1), busy_seconds=0.2, metrics=address, proxy_hops=1) as found:
            yield found


def ask(address, path="/metrics", **headers):
    connection = HTTPConnection(address, timeout=60)
    with closing(connection):
        connection.request("GET", path, headers={name.replace("_", "-"): one for name, one in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def scraped(address):
    """Every sample by its name and labels."""
    status, text = ask(address)
    assert status == 200
    return {
        (one.name, *(f"{name}={value}" for name, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


REQUESTS = "cookieprefs_requests_total"
DECISIONS = "cookieprefs_decisions_total"
LIVE = (REQUESTS, "method=GET", "route=live", "status=2xx")


def test_whichever_process_is_asked_tells_of_all(on, address):
    with running(on.here) as second:
        for _ in range(3):
            assert Browser().get(on.process, "/healthz").status == 200
            assert Browser().get(second, "/healthz").status == 200
        told = [scraped(address) for _ in range(8)]
        assert {one[LIVE] for one in told} == {6}
    # What one counted that has ended stays, and so does what was counted before a restart.
    assert scraped(address)[LIVE] == 6
    on.process.kill()
    on.process.start()
    assert Browser().get(on.process, "/healthz").status == 200
    assert scraped(address)[LIVE] == 7
    files = (on.here.settings.instance.parent / "shared").glob("counter_*")
    assert sorted(one.name for one in files) == ["counter_0.db", "counter_1.db"]


def test_what_visitors_decide_is_counted_by_how_and_by_what_came_of_it(on, address):
    visitor = Browser(X_Forwarded_For="198.51.100.23")

    def post(path, **fields):
        return visitor.post(on.process, path, fields).status

    assert post("/preferences", action="accept_all", once="a-click-of-somebody") == 303
    assert post("/preferences", action="accept_all", once="a-click-of-somebody") == 303
    assert post("/preferences/services/matomo", layer="preferences") == 303
    assert post("/preferences", action="save", services=["matomo"], layer="preferences", seq=1) == 409
    with locked(on):
        assert post("/preferences", action="withdraw_all") == 503
    others = (Browser(X_Forwarded_For="198.51.100.23") for _ in range(61))
    assert {one.post(on.process, "/preferences", {"action": "accept_all"}).status for one in others} == {303, 429}
    found = scraped(address)
    by = {key[1:]: value for key, value in found.items() if key[0] == DECISIONS}
    assert by["how=accept_all", "outcome=repeated"] == 1
    assert by["how=service_switch", "outcome=recorded"] == 1
    assert by["how=save", "outcome=stale"] == 1
    assert by["how=withdraw_all", "outcome=unrecorded"] == 1
    assert by["how=accept_all", "outcome=limited"] >= 1
    assert found[REQUESTS, "method=POST", "route=save", "status=5xx"] == 1
    writes = "cookieprefs_ledger_write_duration_seconds_count"
    assert found[writes, "outcome=failed"] == 1
    assert found[writes, "outcome=committed"] > 50
    assert found["cookieprefs_request_duration_seconds_bucket", "le=+Inf", "route=switch_service"] == 1


def test_how_things_stand_is_looked_up(on, address):
    found = scraped(address)
    assert found["cookieprefs_ledger_up",] == 1
    assert found["cookieprefs_policy_version",] == 1
    published = on.here.desk.version().published_at.timestamp()
    assert found["cookieprefs_policy_published_timestamp_seconds",] == pytest.approx(published)
    assert ("cookieprefs_last_seal_timestamp_seconds",) not in found
    Browser().post(on.process, "/preferences", {"action": "refuse_all"})
    sealed = on.here.desk.seal()
    assert sealed
    assert scraped(address)["cookieprefs_last_seal_timestamp_seconds",] == pytest.approx(
        sealed.sealed_at.timestamp()
    )


def test_a_ledger_that_is_gone_is_told(on, address):
    on.process.kill()
    on.here.let_go()
    away = on.here.file.rename(on.here.file.with_suffix(".away"))
    on.here.file.mkdir()
    on.process.start()
    found = scraped(address)
    on.here.file.rmdir()
    away.rename(on.here.file)
    assert found["cookieprefs_ledger_up",] == 0
    assert ("cookieprefs_policy_version",) not in found


@pytest.mark.parametrize("name", ["X_Forwarded_For", "X_Forwarded_Host", "Forwarded", "X_Real_IP", "Via"])
@pytest.mark.usefixtures("on")
def test_nothing_is_told_through_a_proxy(address, name):
    status, text = ask(address, **{name: "198.51.100.23"})
    assert status == 403
    assert "not for visitors" in text
    assert "cookieprefs_" not in text


def test_there_is_nothing_of_it_where_visitors_are_nor_anything_of_ours_there(on, address):
    assert Browser().get(on.process, "/metrics").status == 404
    assert ask(address, "/")[0] == 404


START = "from cookieprefs import create_app; create_app(); print('started')"


def start(on, program=START, **environment):
    """What becomes of one more process."""
    told = {**os.environ, **on.here.environment(), **environment}
    done = subprocess.run([sys.executable, "-c", program], env=told, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_an_address_that_another_program_has_stops_the_start(on):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        said = start(on, COOKIEPREFS_METRICS=taken)
    assert f"COOKIEPREFS_METRICS: {taken} cannot be listened on: Address already in use; write another" in said
    assert "started" not in said


def test_a_missing_package_stops_the_start_and_is_named(on):
    said = start(on, f"import sys; sys.modules['prometheus_client'] = None; {START}")
    assert "COOKIEPREFS_METRICS needs a package that is not there: pip install 'cookieprefs[metrics]'" in said
    assert "started" not in said


def test_without_the_setting_nothing_of_it_is_loaded(on):
    program = f"{START}; import sys; print('prometheus_client' in sys.modules)"
    assert start(on, program, COOKIEPREFS_METRICS="off") == "started\nFalse\n"


def test_a_system_that_cannot_do_it_is_told(monkeypatch):
    monkeypatch.delattr(socket, "SO_REUSEPORT")
    with pytest.raises(SettingsError, match="takes Linux, a BSD or macOS"):
        folder_for(9464)


def test_the_folder_has_to_be_ours_alone(shared):
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(SettingsError, match="remove it, or name another"):
        folder_for(9464)
    shared.rmdir()
    shared.symlink_to(shared.parent)
    with pytest.raises(SettingsError, match="is no folder"):
        folder_for(9464)


def test_a_folder_that_cannot_be_made_is_told(shared, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(shared / "below"))
    with pytest.raises(SettingsError, match="cannot be made: No such file or directory"):
        folder_for(9464)


def test_by_default_it_is_named_after_release_port_and_account(tmp_path, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = folder_for(9464)
    assert found.name.startswith("cookieprefs-")
    assert found.name.endswith(f"-metrics-9464-{os.getuid()}")
    assert found.stat().st_mode & 0o777 == 0o700
    assert folder_for(9464) == found


def test_a_place_that_is_left_is_taken_again(tmp_path):
    first, second = Places(tmp_path), Places(tmp_path)
    assert (first.mine(), first.mine(), second.mine()) == (0, 0, 1)
    first.leave()
    assert Places(tmp_path).mine() == 0
    # There is room on the disk for what will be written there.
    assert (tmp_path / "counter_0.db").stat().st_blocks * 512 >= 1 << 20
