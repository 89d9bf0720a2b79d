"""`python3 delayed_link.py RTT_MS COMMAND…`: runs a command in this (own, empty) network namespace with a slow link.

The kernel's netem on the loopback where it has it; else a TUN device whose packets come back RTT/2 later with source
and destination exchanged: what connects to FAR is answered by this namespace itself, a true round trip away, TCP
handshakes included. The command finds the slow address in BENCH_FTP_HOST.
"""

import fcntl
import heapq
import os
import select
import struct
import subprocess
import sys
import time

NEAR, FAR = "10.213.0.1", "10.213.0.2"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def quietly(*command: str) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def netem(one_way_ms: float) -> bool:
    return quietly("tc", "qdisc", "add", "dev", "lo", "root", "netem", "limit", "100000", "delay", f"{one_way_ms}ms")


def open_tun() -> int:
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"slow0", IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", f"{NEAR}/24", "dev", "slow0"], check=True)
    subprocess.run(["ip", "link", "set", "slow0", "txqueuelen", "100000", "up"], check=True)
    return tun


def reflect(packet: bytes) -> bytes:
    """Source and destination exchanged: the checksums, being sums, stay right."""
    return packet[:12] + packet[16:20] + packet[12:16] + packet[20:]


def forward(tun: int, one_way_s: float, child: subprocess.Popen) -> None:
    waiting: list[tuple[float, int, bytes]] = []
    number = 0
    while child.poll() is None:
        pause = waiting[0][0] - time.monotonic() if waiting else 0.05
        if pause > 0:
            select.select([tun], [], [], pause)
        now = time.monotonic()
        try:
            while True:
                packet = os.read(tun, 65536)
                if packet[0] >> 4 == 4:
                    number += 1
                    heapq.heappush(waiting, (now + one_way_s, number, reflect(packet)))
        except BlockingIOError:
            pass
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            os.write(tun, heapq.heappop(waiting)[2])


def main() -> int:
    one_way_ms, command = float(sys.argv[1]) / 2, sys.argv[2:]
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    if netem(one_way_ms):
        return subprocess.run(command, env={**os.environ, "BENCH_FTP_HOST": "127.0.0.1"}).returncode
    tun = open_tun()
    child = subprocess.Popen(command, env={**os.environ, "BENCH_FTP_HOST": FAR})
    forward(tun, one_way_ms / 1000, child)
    return child.returncode


sys.exit(main())
