"""Packs a folder as a wheel: make_wheel.py PACKAGE_FOLDER INTO_FOLDER VERSION. Prints the file it made.

The layout is that of the binary distribution format (PEP 427, PEP 376). The standard library only.
"""

import base64
import hashlib
import pathlib
import sys
import sysconfig
import zipfile


def main(package: pathlib.Path, into: pathlib.Path, version: str) -> None:
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    tag = f"py3-none-{platform}"
    information = f"logi-{version}.dist-info"
    files = {f"logi/{path.name}": path.read_bytes() for path in sorted(package.iterdir())}
    files[f"{information}/METADATA"] = (
        "Metadata-Version: 2.1\n"
        "Name: logi\n"
        f"Version: {version}\n"
        "Summary: logi's authenticator core: script a phone in Python.\n"
        "License: MIT OR Apache-2.0\n"
        "Requires-Python: >=3.11\n"
    ).encode()
    files[f"{information}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: logi\nRoot-Is-Purelib: false\nTag: {tag}\n"
    ).encode()
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    wheel = into / f"logi-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    print(wheel)


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
