"""Machines of a small cluster: network namespaces on one bridge, whose links can be cut and slowed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NETWORK = "10.77.0"
HUB = "tic-hub"
SLOW = ("rate", "256kbit", "burst", "16kbit", "latency", "800ms")


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def unable() -> str:
    """Why no cluster can be made here; '' when it can."""
    if os.getuid() != 0:
        return "it takes root to make network namespaces"
    if shutil.which("ip") is None:
        return "there is no ip command"
    try:
        ip("netns", "add", "tic-probe")
        try:
            ip("-n", "tic-probe", "link", "add", "tic0", "type", "bridge")
        finally:
            ip("netns", "del", "tic-probe")
    except subprocess.CalledProcessError as error:
        return f"network namespaces are not allowed: {error.stderr.decode().strip()}"
    return ""


@dataclass(frozen=True)
class Node:
    """One machine; `number` is the last part of its address."""

    name: str
    number: int

    @property
    def address(self) -> str:
        return f"{NETWORK}.{self.number}"

    @property
    def space(self) -> str:
        return f"tic-{self.name}"

    @property
    def prefix(self) -> list[str]:
        """Put before a command that shall run there."""
        return ["ip", "netns", "exec", self.space]

    def cut(self) -> None:
        """Nothing reaches it any more, and it reaches nobody."""
        ip("-n", HUB, "link", "set", f"v-{self.name}", "down")

    def heal(self) -> None:
        ip("-n", HUB, "link", "set", f"v-{self.name}", "up")

    def slow(self) -> bool:
        """Let its link carry little; False where the kernel cannot."""
        command = ["ip", "netns", "exec", HUB, "tc", "qdisc", "add", "dev", f"v-{self.name}", "root", "tbf"]
        return subprocess.run([*command, *SLOW], check=False, capture_output=True).returncode == 0

    def hasten(self) -> None:
        command = ["ip", "netns", "exec", HUB, "tc", "qdisc", "del", "dev", f"v-{self.name}", "root"]
        subprocess.run(command, check=False, capture_output=True)

    def join(self) -> None:
        """Be there, on the bridge."""
        ip("netns", "add", self.space)
        peer = ["peer", "name", "eth0", "netns", self.space]
        ip("link", "add", f"v-{self.name}", "netns", HUB, "type", "veth", *peer)
        ip("-n", HUB, "link", "set", f"v-{self.name}", "master", "bridge", "up")
        ip("-n", self.space, "addr", "add", f"{self.address}/24", "dev", "eth0")
        ip("-n", self.space, "link", "set", "eth0", "up")
        ip("-n", self.space, "link", "set", "lo", "up")


@contextmanager
def joined(*names: str) -> Iterator[dict[str, Node]]:
    """The nodes, by name; gone afterwards, with their links."""
    nodes = {name: Node(name, number) for number, name in enumerate(names, start=11)}
    spaces = [HUB, *(node.space for node in nodes.values())]
    _part(spaces)  # what a killed run has left
    try:
        ip("netns", "add", HUB)
        ip("-n", HUB, "link", "add", "bridge", "type", "bridge")
        ip("-n", HUB, "link", "set", "bridge", "up")
        for node in nodes.values():
            node.join()
        yield nodes
    finally:
        _part(spaces)


def _part(spaces: list[str]) -> None:
    for space in spaces:
        subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)
