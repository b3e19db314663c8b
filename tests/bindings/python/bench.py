"""The figures of the boundary between Python and the core, printed as `cargo xtask bench` prints all of them.

bench.py [--json] [NAME]. What a call costs, what a frame costs beyond reading it, and what 10 000 logins that were begun,
cancelled and let go leave behind.
"""

import asyncio
import dataclasses
import gc
import json
import pathlib
import sys
import tempfile
import timeit
import weakref

import logi
from logi.testing import MemoryStore, open_phone

import host

WIDTH, HEIGHT = 1280, 720


@dataclasses.dataclass
class Figure:
    name: str
    value: float
    unit: str
    most: float

    def json(self) -> str:
        figure = {"name": self.name, "value": round(self.value, 3), "unit": self.unit, "goal": f"<= {self.most:g}", "ok": self.is_ok()}
        return json.dumps(figure, separators=(",", ":"))

    def row(self) -> str:
        return f"{self.name:32} {self.value:10.3f} {self.unit:4} {f'<= {self.most:g}':>10}  {'ok' if self.is_ok() else 'MISSED'}"

    def is_ok(self) -> bool:
        return self.value <= self.most


def microseconds(work) -> float:
    """Of one `work`: the fastest of many batches, for other work on the machine is no part of it."""
    return min(timeit.repeat(work, number=1_000, repeat=50)) * 1_000


def call() -> Figure:
    """The smallest call there is: an object, no argument, a value."""
    return Figure("python_call", microseconds(logi.Profile(logi.ProfileValues()).email_verified), "us", 20)


def hand_over() -> Figure:
    """The whole plane crosses; of it one pixel is looked at, so that what is left is the handing over."""
    scanner, plane = logi.FrameScanner(), bytes(WIDTH * HEIGHT)
    pixel = logi.FrameLayout(width=1, height=1, row_stride=WIDTH)
    return Figure("python_frame_hand_over", microseconds(lambda: scanner.read(plane, pixel)) / 1_000, "ms", 0.3)


async def abandon(count: int, phone: logi.Authenticator, text: str, alive: weakref.WeakSet) -> None:
    for _ in range(count):
        flow = await phone.begin(text, logi.Source.CAMERA)
        alive.add(flow)
        flow.cancel()
        assert isinstance(await flow.next_state(), logi.LoginState.CANCELLED)


async def logins() -> list[Figure]:
    text = host.call("/login")["text"]
    store = MemoryStore()
    alive: weakref.WeakSet = weakref.WeakSet([store])
    with tempfile.TemporaryDirectory() as folder:
        phone = await open_phone(host.ISSUER, pathlib.Path(folder), store)
        await abandon(1_000, phone, text, alive)
        before = resident_kilobytes()
        await abandon(10_000, phone, text, alive)
        # Flat is less than a tenth of a kilobyte for each.
        growth = Figure("python_logins_memory_growth", resident_kilobytes() - before, "kB", 1_000)
    del phone, store
    gc.collect()
    return [growth, Figure("python_logins_live_handles", len(alive) + held_by_the_core(), "", 0)]


def held_by_the_core() -> int:
    """The objects and calls of Python that the core holds a handle of."""
    return sum(len(found._map) for found in gc.get_objects() if type(found).__name__ == "_UniffiHandleMap")


def resident_kilobytes() -> int:
    gc.collect()
    lines = pathlib.Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [resident] = [line for line in lines if line.startswith("VmRSS:")]
    return int(resident.split()[1])


def main() -> None:
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    figures = [call(), hand_over(), *asyncio.run(logins())]
    for figure in figures:
        if figure.name.startswith(words[0] if words else ""):
            print(figure.json() if "--json" in sys.argv else figure.row())


if __name__ == "__main__":
    main()
