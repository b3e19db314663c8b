"""What stands in for a phone's hardware in tests: a store in memory, and a phone around it."""

import pathlib

from .logi_bindings import (
    Authenticator,
    DeviceKeys,
    DevicePlatform,
    Options,
    SecretStore,
    software_device_keys,
)


class MemoryStore(SecretStore):
    """Secrets in memory. `values` may be read and replaced."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    async def load(self, name: str) -> bytes | None:
        return self.values.get(name)

    async def save(self, name: str, value: bytes) -> None:
        self.values[name] = value

    async def remove(self, name: str) -> None:
        self.values.pop(name, None)


async def open_phone(
    issuer: str,
    folder: pathlib.Path,
    store: SecretStore | None = None,
    keys: DeviceKeys | None = None,
    pins: str = '{"keys":[]}',
    link_host: str | None = None,
) -> Authenticator:
    """A phone at that server whose first-launch marker lies in `folder`.

    Without a store it forgets everything when it goes; `logi.sealed_file_store` keeps it. Without keys it has keys in
    software, which say so, in its store.
    """
    options = Options(
        issuer=issuer,
        link_host=link_host,
        pins=pins,
        platform=DevicePlatform.LINUX,
        device_name="Scripted phone",
        device_value=b"",
        marker_path=str(folder / "installation"),
    )
    store = store or MemoryStore()
    return await Authenticator.open(options, keys or software_device_keys(store), store)
