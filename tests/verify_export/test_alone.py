"""The script travels alone: a bare interpreter in an empty folder runs it, and it hashes as the core does."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs import verify_export
from cookieprefs.core import merkle, seal
from cookieprefs.core.evidence import record_line, seal_line
from cookieprefs.core.record import canonical, chain_after, commit, moment
from tests.verify_export.made import a_ledger, as_written, period, proof, whole, written

SCRIPT = Path(verify_export.__file__)
LEDGER = a_ledger(unsealed=1)


@pytest.fixture
def run(tmp_path):
    """Runs a copy of the script in a folder with nothing else, by an interpreter that knows no packages."""
    (tmp_path / "check.py").write_bytes(SCRIPT.read_bytes())

    def run(*args, content=None, **options):
        if content is not None:
            (tmp_path / "file").write_bytes(content)
        command = [sys.executable, "-I", "-S", "-X", "utf8=0", "check.py", *args]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, timeout=60, env={"LC_ALL": "C"}, **options
        )

    return run


@pytest.mark.parametrize(
    "content", [written(whole(LEDGER)), written(period(LEDGER, 1, 2)), as_written(proof(LEDGER))]
)
def test_what_is_whole_ends_with_0(run, content):
    done = run("file", "--seal", LEDGER.printed, content=content)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Faults: 0. ")


def test_what_was_tampered_with_ends_with_1_and_is_named(run):
    lines = whole(LEDGER)
    lines[6]["record"]["domain"] = "büchse.example"
    done = run("file", "--seal", LEDGER.printed, content=written(lines))
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode("ascii").splitlines()[:2] == [
        "chain a, number 2, record a-2: edited: the record, its key or its link is not as it was written",
        "Faults: 1. Records: 12. Chains: 5. Erased: 2.",
    ]


@pytest.mark.parametrize(
    ("args", "content", "sentence"),
    [
        (
            ["file"],
            b"This is a letter.\n",
            "file cannot be checked: this is no export and no proof of cookieprefs",
        ),
        (["nowhere"], None, "nowhere cannot be checked: [Errno 2] No such file or directory"),
        (["."], None, ". cannot be checked: [Errno 21] Is a directory"),
        ([], None, "the following arguments are required: FILE"),
        (
            ["file", "--seal", "7"],
            b"",
            "--seal takes a line like: cookieprefs-seal SITE NUMBER TIME RECORDS sha256:",
        ),
        (["file", "--seel", "7"], b"", "unrecognized arguments: --seel 7"),
    ],
)
def test_what_cannot_be_checked_ends_with_2_and_a_sentence(run, args, content, sentence):
    done = run(*args, content=content)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_it_reads_what_is_piped_in(run):
    done = run("-", "--seal", f"  {LEDGER.printed.replace(' ', '   ')}\n", input=written(whole(LEDGER)))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Under the seal in print: 11." in done.stdout


def test_it_explains_itself(run):
    done = run("--help")
    assert done.returncode == 0
    assert b"--seal LINE" in done.stdout


def test_it_imports_the_standard_library_alone_and_nothing_while_it_runs():
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 11))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert imported <= sys.stdlib_module_names
    assert not imported & {"socket", "ssl", "urllib", "http", "subprocess", "os", "ctypes", "importlib", "pickle"}
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"__import__", "eval", "exec", "compile"}


def test_it_is_short_enough_to_be_read():
    assert len(SCRIPT.read_text("utf-8").splitlines()) < 300


@pytest.mark.parametrize(
    "entry", [one for one in LEDGER.entries if one.record], ids=lambda one: one.link.record_id
)
def test_its_bytes_of_a_record_are_those_of_the_core(entry):
    line = json.loads(json.dumps(record_line(entry)))
    assert verify_export.compact(line["record"]) == canonical(entry.record)


@given(
    st.builds(
        lambda text, signals: replace(
            LEDGER.entries[0].record, domain=text, receipt_id=text[::-1], signals=signals
        ),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.booleans(), max_size=3),
    )
)
def test_so_are_those_of_a_record_with_any_words(record):
    entry = replace(LEDGER.entries[0], record=record)
    raw = json.dumps(record_line(entry), ensure_ascii=False).encode()
    assert verify_export.compact(verify_export.parse(raw)["record"]) == canonical(record)
    assert commit(record, entry.key)


def test_its_hashes_are_those_of_the_core():
    one, two = ("ab" * 32, "cd" * 32)
    assert verify_export.joined(b"", one, two) == chain_after(one, two)
    assert verify_export.node(one, two) == merkle.node(bytes.fromhex(one), bytes.fromhex(two)).hex()
    for made in LEDGER.seals:
        assert verify_export.line_of(seal_line(made)) == seal.line(made)
        assert moment(made.sealed_at) in seal.line(made)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33, 64])
def test_its_roots_by_path_are_those_of_the_core(size):
    leaves = [merkle.leaf(str(at).encode()) for at in range(size)]
    root = merkle.root_of(leaves).hex()
    for at, leaf in enumerate(leaves):
        path = [one.hex() for one in merkle.audit_path(leaves, at, size)]
        assert verify_export.root_by_path(leaf.hex(), at, size, path) == root
        assert size == 1 or verify_export.root_by_path(leaf.hex(), at, size, path[1:]) is None
        assert verify_export.root_by_path(leaf.hex(), at, size, [*path, root]) is None


PEAK = """
import tracemalloc
from check import check_file
tracemalloc.start()
with open("file", "rb") as stream:
    check = check_file(stream, print)
print(check.counts["record"], check.counts["faults"], tracemalloc.get_traced_memory()[1])
"""


def test_ten_times_the_records_take_no_more_memory(run, tmp_path):
    peaks = []
    for length in (300, 3000):
        (tmp_path / "file").write_bytes(written(whole(a_ledger(length=length))))
        command = [sys.executable, "-S", "-c", PEAK]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        records, faults, peak = map(int, done.stdout.split())
        assert (records, faults) == (length + 8, 0), done.stderr
        peaks.append(peak)
    # A hash kept for each would be some hundred bytes each; by itself a peak moves by up to some 20,000.
    assert peaks[1] - peaks[0] < 20 * (3000 - 300)
    assert (tmp_path / "file").stat().st_size > 20 * peaks[1]
