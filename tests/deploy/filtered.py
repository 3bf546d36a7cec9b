"""Becomes a command that may ask only some things of the kernel: `python filtered.py CALL,CALL,… COMMAND…`.

As systemd does it, by libseccomp: any other call, and memory that is written and run, fails with EPERM. It is put
into rooms alone, so it needs nothing but Python.
"""

from __future__ import annotations

import ctypes
import os
import sys

ALLOW, REFUSE = 0x7FFF0000, 0x00050001
MASKED_EQUAL, WRITE_AND_EXECUTE, EXECUTE = 7, 0x6, 0x4


class Comparison(ctypes.Structure):
    """One argument of a call, held against a value."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def main(names: str, command: list[str]) -> None:
    """Load the filter, then become the command. Raises `OSError` where it cannot be loaded."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_rule_add_array.argtypes += [ctypes.POINTER(Comparison)]
    made = library.seccomp_init(REFUSE)
    conditions = {"mmap": (WRITE_AND_EXECUTE, 2), "mprotect": (EXECUTE, 2), "pkey_mprotect": (EXECUTE, 2)}
    for name in names.split(","):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            continue  # not of this processor
        mask, argument = conditions.get(name, (0, 0))
        for value in _allowed(name, mask):
            held = Comparison(argument, MASKED_EQUAL, mask, value)
            library.seccomp_rule_add_array(made, ALLOW, number, 1 if mask else 0, held if mask else None)
    if library.seccomp_load(ctypes.c_void_p(made)):
        raise OSError("the filter cannot be loaded")
    os.execvp(command[0], command)  # noqa: S606


def _allowed(name: str, mask: int) -> list[int]:
    """What may stand in the bits of the mask: `mmap` with one of the two, the others without the one."""
    return [0, 0x2, 0x4] if name == "mmap" else [0]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
