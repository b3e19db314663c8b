"""Packs a folder as a wheel: make_wheel.py PACKAGE_FOLDER INTO_FOLDER VERSION LICENSE… Prints the file it made.

The layout is that of the binary distribution format (PEP 427, PEP 376, PEP 639). The standard library only.
"""

import base64
import hashlib
import pathlib
import re
import sys
import sysconfig
import zipfile

METADATA = """Metadata-Version: 2.4
Name: logi
Version: {version}
Summary: logi's authenticator core: script a phone in Python.
License-Expression: MIT OR Apache-2.0
{licenses}Requires-Python: >=3.11
Classifier: Framework :: AsyncIO
Classifier: Framework :: Pytest
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{description}"""

DESCRIPTION = """A phone for your tests, with the same core as logi's apps: it enrols, scans, shows what the person would see, and answers.

```python
import logi
from logi.testing import open_phone
```
"""


def main(package: pathlib.Path, into: pathlib.Path, version: str, licenses: list[pathlib.Path]) -> None:
    tag = f"py3-none-{platform_of(package)}"
    information = f"logi-{version}.dist-info"
    files = {f"logi/{path.name}": path.read_bytes() for path in sorted(package.iterdir())}
    files |= {f"{information}/licenses/{path.name}": path.read_bytes() for path in licenses}
    named = "".join(f"License-File: {path.name}\n" for path in licenses)
    files[f"{information}/METADATA"] = METADATA.format(version=version, licenses=named, description=DESCRIPTION).encode()
    files[f"{information}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: logi\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    wheel = into / f"logi-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    print(wheel)


def platform_of(package: pathlib.Path) -> str:
    """The platform in the wheel's name. On Linux it names the oldest glibc that has what the library asks for (PEP 600), so
    that pip refuses the wheel where it would not load. The library needs nothing beside glibc and libgcc."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    wanted = [
        (int(major), int(minor))
        for library in package.glob("*.so")
        for major, minor in re.findall(rb"\0GLIBC_(\d+)\.(\d+)(?=[.\0])", library.read_bytes())
    ]
    if not (platform.startswith("linux_") and wanted):
        return platform
    major, minor = max(wanted)
    return platform.replace("linux_", f"manylinux_{major}_{minor}_", 1)


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], [pathlib.Path(name) for name in sys.argv[4:]])
