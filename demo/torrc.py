"""The configuration files of a private Tor network on loopback, as text.

Settings as in Tor's own test networks (chutney); what each does stands in tor(1), "TESTING NETWORK OPTIONS".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Services = Mapping[str, Mapping[int, int]]
"""Onion services: name -> port of the onion address -> port on loopback that answers."""

FIRST_VOTES = 5
"""Seconds between votes until there is a consensus, counted from midnight; 5 is the least that tor takes."""


@dataclass(frozen=True, slots=True)
class Node:
    """One tor process of the network."""

    name: str
    folder: Path
    """Its data directory."""
    orport: int = 0
    """On loopback; 0: none, the process relays nothing."""
    dirport: int = 0
    """On loopback; 0: none, the process is no authority."""


def shared(authorities: Iterable[str]) -> list[str]:
    """Return the lines that every process needs, clients too. `authorities`: the `DirAuthority` lines."""
    return [
        "TestingTorNetwork 1",
        "AssumeReachable 1",
        "EnforceDistinctSubnets 0",
        "PathsNeededToBuildCircuits 0.25",
        "VanguardsLiteEnabled 0",  # wants more relays than stand here
        *authorities,
    ]


def process(authorities: Iterable[str]) -> list[str]:
    """Return what every process of the network itself needs."""
    return [
        *shared(authorities),
        "SafeLogging 0",
        "SocksPort 0",
        "V3AuthNIntervalsValid 6",  # a machine under load may miss a vote or two
        f"TestingV3AuthInitialVotingInterval {FIRST_VOTES}",
        "V3AuthVotingInterval 10",
        "TestingV3AuthInitialVoteDelay 2",
        "TestingV3AuthInitialDistDelay 2",
        "V3AuthVoteDelay 2",
        "V3AuthDistDelay 2",
        # There is a consensus every 10 s. Differences of each from all before took 12 % of a core after eleven minutes,
        # and ever more. What is younger must stay: a consensus is valid for 60 s, and is asked for.
        "MaxConsensusAgeForDiffs 60 seconds",
    ]


def relay(node: Node, resolver: Path) -> list[str]:
    """Return what a relay adds; every relay is an exit. `resolver`: a resolv.conf that leads nowhere."""
    return [
        f"Nickname {node.name}",
        "Address 127.0.0.1",
        f"ORPort 127.0.0.1:{node.orport}",
        "ExitRelay 1",
        # With a policy for 127.0.0.0/8 alone clients find no exit that they would use for a host name.
        "ExitPolicy accept *:*",
        "ExitPolicyRejectPrivate 0",
        f"ServerDNSResolvConfFile {resolver}",
        "ServerDNSDetectHijacking 0",
        "ServerDNSAllowBrokenConfig 1",
    ]


def authority(node: Node) -> list[str]:
    """Return what a directory authority adds to a relay."""
    return [
        f"DirPort 127.0.0.1:{node.dirport}",
        "AuthoritativeDirectory 1",
        "V3AuthoritativeDirectory 1",
        "ContactInfo nobody@network.example",
        "TestingDirAuthVoteExit *",
        "TestingDirAuthVoteHSDir *",
        "TestingDirAuthVoteGuard *",
        "TestingMinExitFlagThreshold 0",
    ]


def services(folder: Path, ports: Services) -> list[str]:
    """Return the onion services of one process; each keeps its key in a folder of its own name."""
    lines: list[str] = []
    for name, mapped in ports.items():
        lines.append(f"HiddenServiceDir {folder / name}")
        lines += [f"HiddenServicePort {onion} 127.0.0.1:{local}" for onion, local in mapped.items()]
    return lines


def client(authorities: Iterable[str], names: Sequence[str]) -> list[str]:
    """Return what a client of the network adds to its own lines. `names`: host names that exits find on loopback."""
    return [*shared(authorities), *(f"MapAddress {name} 127.0.0.1" for name in names)]
