"""Walls around a process that runs what strangers write, for whatever gets past the refusal of SERVICE and LOAD.

Each holds without privileges, and none can be had everywhere: Linux only, and where the kernel or the container allows
it. A process puts up those it can.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_ALLOW: Final = 0x7FFF0000
_SECCOMP_ERRNO: Final = 0x00050000
_LIBSECCOMP: Final = "libseccomp.so.2"
_DENIED_CALLS: Final = (
    *("socket", "socketpair", "connect", "io_uring_setup"),
    *("execve", "execveat"),
    # Other processes of the same user, the service among them; `abort` signals its own thread by another call.
    *("kill", "pidfd_open", "pidfd_send_signal", "pidfd_getfd", "ptrace", "process_vm_readv", "process_vm_writev"),
)
# The numbers of these calls are the same on every architecture.
_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_ADD_RULE: Final = 445
_LANDLOCK_RESTRICT_SELF: Final = 446
_LANDLOCK_PATH_BENEATH: Final = 1
_LANDLOCK_READ: Final = 1 << 2 | 1 << 3  # files and folders
_LANDLOCK_ALL: Final = (1 << 13) - 1  # every right that its first version knows


def confine(*, readable: list[Path], writable: list[Path], memory_mib: int) -> list[str]:
    """Put up every wall that can be had, and limit memory; returns the names of those that stand.

    `network`: a network namespace of its own with nothing in it. `calls`: no socket, no other program, no hand on
    another process (seccomp).
    `files`: nothing but these folders (Landlock). Needs a process without threads.
    """
    limit_memory(memory_mib)
    walls: dict[str, Callable[[], bool]] = {
        "network": leave_network,
        "calls": deny_calls,
        "files": lambda: see_only(readable=readable, writable=writable),
    }
    return [name for name, put_up in walls.items() if put_up()]


def limit_memory(mib: int) -> None:
    """Let this process have no more memory of its own than that; macOS does not enforce it."""
    limit = mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def leave_network() -> bool:
    """Move this process into a network of its own."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(_libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def deny_calls() -> bool:
    """Let the system refuse sockets and other programs to this process, for ever."""
    try:
        library = ctypes.CDLL(_LIBSECCOMP)
    except OSError:
        return False
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_SECCOMP_ALLOW)))
    if not rules:
        return False
    action = ctypes.c_uint32(_SECCOMP_ERRNO | errno.EPERM)
    for call in _DENIED_CALLS:
        number = library.seccomp_syscall_resolve_name(call.encode())
        library.seccomp_rule_add(rules, action, number, 0)
    stands = library.seccomp_load(rules) == 0
    library.seccomp_release(rules)
    return bool(stands)


def see_only(*, readable: list[Path], writable: list[Path]) -> bool:
    """Hide every file from this process but what lies in these folders; what is open already stays open."""
    if not sys.platform.startswith("linux"):
        return False
    libc = _libc()
    handled = struct.pack("Q", _LANDLOCK_ALL)
    rules = libc.syscall(_LANDLOCK_CREATE_RULESET, handled, len(handled), 0)
    if rules < 0:
        return False
    try:
        for folders, rights in ((readable, _LANDLOCK_READ), (writable, _LANDLOCK_ALL)):
            for folder in folders:
                _allow(libc, rules, folder, rights)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(_LANDLOCK_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, folder: Path, rights: int) -> None:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        libc.syscall(_LANDLOCK_ADD_RULE, rules, _LANDLOCK_PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
