"""`python3 delayed_link.py RTT_MS COMMAND…`: runs a command a round trip away from a second network namespace.

This (own, empty) namespace is the servers', a new one is the clients'; the command runs in the clients'. A TUN device
in each, and this process between them: a packet that one sends comes to the other one RTT/2 later, so that either may
connect to the other, and each connection costs true round trips. IPv4 alone. The command finds the servers' address in
BENCH_FTP_HOST, and in BENCH_FTP_NAMESPACE the path of their namespace, for `nsenter --net=`.
"""

import ctypes
import fcntl
import os
import select
import struct
import subprocess
import sys
import time
from collections import deque

SERVERS, CLIENTS = "10.213.0.1", "10.213.0.2"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
PACKETS_AT_ONCE = 256


def set_up_namespace(address: str) -> int:
    """A file descriptor of the link's end here, which stays good in other namespaces."""
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"slow0", IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "addr", "add", f"{address}/24", "dev", "slow0"], check=True)
    subprocess.run(["ip", "link", "set", "slow0", "txqueuelen", "100000", "up"], check=True)
    return tun


def enter_new_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "no second network namespace")


def packets_of(tun: int):
    try:
        for _ in range(PACKETS_AT_ONCE):
            packet = os.read(tun, 65536)
            if packet[0] >> 4 == 4:
                yield packet
    except BlockingIOError:
        pass


def forward(ends: tuple[int, int], one_way_s: float, child: subprocess.Popen) -> None:
    other_end = dict(zip(ends, reversed(ends)))
    # All are delayed alike: they leave in the order in which they came.
    waiting: deque[tuple[float, int, bytes]] = deque()
    while child.poll() is None:
        pause = max(0, waiting[0][0] - time.monotonic()) if waiting else 0.05
        for end in select.select(ends, [], [], pause)[0]:
            for packet in packets_of(end):
                waiting.append((time.monotonic() + one_way_s, other_end[end], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, end, packet = waiting.popleft()
            os.write(end, packet)


def main() -> int:
    one_way_s, command = float(sys.argv[1]) / 2000, sys.argv[2:]
    servers_end = set_up_namespace(SERVERS)
    namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
    enter_new_namespace()
    clients_end = set_up_namespace(CLIENTS)
    found = {"BENCH_FTP_HOST": SERVERS, "BENCH_FTP_NAMESPACE": f"/proc/{os.getpid()}/fd/{namespace}"}
    child = subprocess.Popen(command, env={**os.environ, **found})
    forward((servers_end, clients_end), one_way_s, child)
    return child.returncode


sys.exit(main())
