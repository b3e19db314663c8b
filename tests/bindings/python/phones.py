"""Phones of the story: a store and keys that can be told to misbehave."""

import asyncio
import pathlib
import tempfile

import logi
from logi.testing import MemoryStore, open_phone

import host

PROFILE = {"preferred_name": "Robin", "full_name": "Robin Kim", "email": "robin@example.org"}
FIELDS = [
    {"name": "email", "required": True, "purpose": "To send you your notes"},
    {"name": "preferred_name"},
]


def layout(width: int, height: int, row_stride: int, rotation: int = 0) -> logi.FrameLayout:
    return logi.FrameLayout(width=width, height=height, row_stride=row_stride, rotation_degrees=rotation)


def forged(signed: str) -> str:
    """With another last character of the signature at its end, whose last three bits are spare: 0 and G differ before them."""
    return f"{signed[:-1]}{'0' if signed[-1] != '0' else 'G'}"


class Store(MemoryStore):
    """A store that throws `fails` from the calls in `when`."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: Exception | None = None
        self.when = {"load", "save"}

    async def load(self, name):
        self._maybe_fail("load")
        return await super().load(name)

    async def save(self, name, value):
        self._maybe_fail("save")
        await super().save(name, value)

    def _maybe_fail(self, call: str) -> None:
        if self.fails and call in self.when:
            raise self.fails


class Keys(logi.DeviceKeys):
    """Software keys that remember what they signed for, and misbehave at approvals when told to."""

    def __init__(self) -> None:
        self.real = logi.software_device_keys(MemoryStore())
        self.reasons: list[logi.SignReason] = []
        self.made: list[logi.KeyRole] = []
        self.fails: Exception | None = None
        self.answers: bytes | None = None
        self.signs: bytes | None = None
        self.point: bytes | None = None
        self.hangs = False
        self.hanging = asyncio.Event()

    async def ensure(self, role):
        self.made.append(role)
        key = await self.real.ensure(role)
        return key if self.point is None else logi.HeldKey(public_key=self.point, hardware=key.hardware, presence=key.presence)

    async def find(self, role):
        return await self.real.find(role)

    async def sign(self, role, payload, reason):
        self.reasons.append(reason)
        if isinstance(reason, logi.SignReason.APPROVE):
            if self.hangs:
                self.hanging.set()
                await asyncio.Event().wait()
            if self.fails:
                raise self.fails
            if self.answers is not None:
                return self.answers
        return await self.real.sign(role, self.signs or payload, reason)

    async def remove(self, role):
        await self.real.remove(role)

    def approvals(self) -> list:
        return [reason for reason in self.reasons if isinstance(reason, logi.SignReason.APPROVE)]


class Phone:
    """One phone, which can be opened again as after the end of its process."""

    def __init__(self) -> None:
        self.store = Store()
        self.keys = Keys()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="logi-story-"))
        self.core: logi.Authenticator

    async def open(self, issuer: str = host.ISSUER, pins: str = '{"keys":[]}', link_host: str | None = None) -> "Phone":
        self.core = await open_phone(issuer, self.folder, self.store, self.keys, pins, link_host)
        return self

    async def scan(self, login: dict) -> logi.LoginFlow:
        """Begins the login with its code as it is now."""
        text = host.call("/code", login=login["login"])["text"]
        return await self.core.begin(text, logi.Source.CAMERA)

    async def present(self, login: dict) -> tuple[logi.LoginFlow, logi.LoginState]:
        flow = await self.scan(login)
        return flow, await flow.next_state()


async def enrolled_phone(link_host: str | None = None) -> Phone:
    phone = await Phone().open(link_host=link_host)
    await phone.core.enrol()
    await phone.core.set_profile(logi.Profile(logi.ProfileValues(**PROFILE)))
    return phone
