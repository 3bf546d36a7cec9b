"""What a server's process does before its first visitor, and what it puts off until after."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cookieprefs.web import assets
from tests.drills.ground import ground

BANNER = "fragments/banner.html"

FIRST_VISIT = """
import sys, threading
from pathlib import Path
from werkzeug.test import Client
from cookieprefs.serving import loading

loading._LATER = 0.0
started, begin = [], threading.Timer.start
threading.Timer.start = lambda one: started.append(one)
client = Client(loading.application(Path(sys.argv[1])))
print(client.get("/", headers={"Host": "shop.test"}).status_code, len(started), flush=True)
sys.stderr.write("answered\\n")
for one in started:
    begin(one)
    one.join()
"""


def test_the_first_visitor_does_not_wait_for_what_only_the_operator_is_told(tmp_path):
    with ground(tmp_path / "instance") as site:
        own = site.settings.instance / "templates" / BANNER
        own.parent.mkdir(parents=True)
        written = (assets.folder("templates") / BANNER).read_text(encoding="utf-8")
        own.write_text(written.replace("Cookies: your choice", "Crumbs?"), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", FIRST_VISIT, str(tmp_path)],
            env={**os.environ, **site.environment()},
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout == "200 1\n"
    before, _, after = done.stderr.partition("answered\n")
    assert "templates differ" not in before
    assert "templates differ from what version 1 shows; run: cookieprefs publish" in after


HEAPS = """
import ctypes, sys, threading
from pathlib import Path
from cookieprefs.serving import loading

loading.application(Path(sys.argv[1]))
everybody, done = threading.Barrier(9), threading.Barrier(9)

def take():
    everybody.wait()
    held = [bytearray(1000) for _ in range(100)]
    done.wait()

threads = [threading.Thread(target=take) for _ in range(8)]
for one in threads:
    one.start()
everybody.wait()
done.wait()
for one in threads:
    one.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
stdout = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, stdout)
libc.fflush(stdout)
"""


@pytest.mark.parametrize(("said", "heaps"), [({}, 2), ({"MALLOC_ARENA_MAX": "5"}, 5)])
def test_the_threads_of_a_process_share_a_few_heaps_or_as_many_as_the_operator_says(tmp_path, said, heaps):
    inherited = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    with ground(tmp_path / "instance") as site:
        done = subprocess.run(
            [sys.executable, "-c", HEAPS, str(tmp_path)],
            env={**inherited, **site.environment(), **said},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    assert done.stdout.count("<heap nr=") == heaps
