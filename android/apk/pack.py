"""Packs an APK from what aapt2 and R8 made: pack.py OUT BASE.apk DEX… -- ABI/LIBRARY.so…

What is stored uncompressed is aligned: libraries to 16 KiB pages, so that a phone maps them from the APK. The alignment is written as the
extra field 0xd935, which apksigner keeps. Times are fixed, so that equal input gives equal bytes.
"""

import struct
import sys
import zipfile
from pathlib import Path

ALIGNMENT = 0xD935
PAGE = 16 * 1024


def add(archive: zipfile.ZipFile, name: str, data: bytes, align: int | None) -> None:
    """Adds an entry: compressed, or stored at a multiple of `align` bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system = 0
    info.external_attr = 0
    info.compress_type = zipfile.ZIP_DEFLATED if align is None else zipfile.ZIP_STORED
    if align is not None:
        header = 30 + len(name.encode()) + 6
        padding = -(archive.fp.tell() + header) % align
        info.extra = struct.pack("<HHH", ALIGNMENT, 2 + padding, align) + bytes(padding)
    archive.writestr(info, data, compresslevel=9)


def pack(out: Path, base: Path, dexes: list[Path], libraries: list[Path]) -> None:
    """Writes `out` from the resources in `base`, the code and the libraries, each in a folder named after its ABI."""
    with zipfile.ZipFile(out, "w") as archive:
        with zipfile.ZipFile(base) as resources:
            for entry in resources.infolist():
                add(archive, entry.filename, resources.read(entry), None if entry.compress_type else 4)
        for dex in dexes:
            add(archive, dex.name, dex.read_bytes(), None)
        for library in libraries:
            add(archive, f"lib/{library.parent.name}/{library.name}", library.read_bytes(), PAGE)


if __name__ == "__main__":
    out, base, *rest = sys.argv[1:]
    split = rest.index("--")
    pack(Path(out), Path(base), [Path(dex) for dex in rest[:split]], [Path(library) for library in rest[split + 1 :]])
