"""Where peers run: on this machine's loopback, or on a host of their own behind a cable.

The other host is a network namespace, joined to ours by a pair of virtual Ethernet cards with the
usual MTU of 1,500: here small messages and Nagle's delay show, which loopback with its 64 KB hides.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_MTU = 1500


@dataclass(frozen=True)
class Host:
    """Its address, ours as it sees it, and what a command begins with to run there."""

    address: str = "127.0.0.1"
    our_address: str = "127.0.0.1"
    enter: tuple[str, ...] = ()


HERE = Host()


def in_own_network(command: Sequence[str]) -> list[str]:
    """The command that runs `command` in a network of its own, where `far_host` may be called."""
    return ["unshare", "--map-root-user", "--net", *command]


def lacks_for_hosts() -> str:
    """What this machine lacks for other hosts; "" for nothing."""
    for tool in ("unshare", "nsenter", "ip"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    cable = ["ip", "link", "add", "name", "near", "type", "veth", "peer", "name", "far"]
    tried = subprocess.run(
        in_own_network(cable),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return f"no network of its own: {tried.stderr.strip()}" if tried.returncode else ""


@contextmanager
def far_host() -> Iterator[Host]:
    """Another host at the end of a cable, until the end; for programs in a network of their own."""
    far = Host("10.77.0.2", "10.77.0.1")
    keeper = subprocess.Popen(
        ["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        keeper.stdin.write(b"\n")
        keeper.stdin.flush()
        keeper.stdout.readline()  # `cat` runs: the other network is there
        enter = ("nsenter", "--target", str(keeper.pid), "--net")
        _run("ip link set lo up")
        _run(f"ip link add near mtu {_MTU} type veth peer name far mtu {_MTU} netns {keeper.pid}")
        _run(f"ip addr add {far.our_address}/24 dev near")
        _run("ip link set near up")
        _run("ip link set lo up", enter)
        _run(f"ip addr add {far.address}/24 dev far", enter)
        _run("ip link set far up", enter)
        yield Host(far.address, far.our_address, enter)
    finally:
        keeper.kill()
        keeper.communicate()


def _run(command: str, enter: Sequence[str] = ()) -> None:
    subprocess.run([*enter, *command.split()], check=True, capture_output=True, timeout=20)
