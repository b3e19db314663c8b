"""The guide for testers runs as it is written, and type checkers believe it."""

import base64
import pathlib

import host
import logi
import pytest
from mypy import api as mypy

GUIDE = pathlib.Path(__file__).parents[3] / "docs/guide/script-a-phone-in-python.md"


@pytest.fixture(scope="module")
def snippets() -> str:
    blocks = GUIDE.read_text(encoding="utf-8").split("```python\n")[1:]
    return "\n".join(block.split("```", 1)[0] for block in blocks)


@pytest.fixture(scope="module")
def guide(snippets) -> dict:
    scope: dict = {}
    exec(snippets, scope)  # noqa: S102
    return scope


async def test_the_guide_approves_a_login(guide, tmp_path):
    login = host.call("/login")
    await guide["approve"](host.ISSUER, tmp_path, login["text"])
    assert host.call("/finish", login=login["login"])["status"] == "completed"


async def test_the_guide_keeps_a_phone_reads_a_screenshot_and_names_a_foreign_host(guide, tmp_path):
    phone = await guide["kept_phone"](host.ISSUER, tmp_path)
    account = await phone.enrol()
    request = await guide["scan"](phone, base64.b64decode(host.call("/login")["png"]))
    assert request.application.name == "Notes"
    text = host.call("/login")["text"].replace(host.ISSUER, "https://other.example")
    assert await guide["foreign_host"](phone, text) == "other.example"
    with pytest.raises(logi.SecretStoreError.Unavailable, match="in use"):
        logi.sealed_file_store(str(tmp_path))
    del phone, request
    phone = await guide["kept_phone"](host.ISSUER, tmp_path)
    assert isinstance(await phone.installation(), logi.Installation.ENROLLED)
    assert (await phone.whoami()).id == account.id


def test_a_vault_that_was_changed_opens_no_phone(tmp_path):
    logi.sealed_file_store(str(tmp_path))
    vault = tmp_path / "vault"
    vault.write_bytes(vault.read_bytes()[:-1] + b"x")
    with pytest.raises(logi.SecretStoreError.Damaged):
        logi.sealed_file_store(str(tmp_path))


def test_a_strict_type_checker_passes_the_guide_and_finds_a_mistake_in_it(snippets, tmp_path):
    for name, text, exit_code in [("guide", snippets, 0), ("mistake", snippets.replace("error.host", "error.domain"), 1)]:
        module = tmp_path / f"{name}.py"
        module.write_text(text, encoding="utf-8")
        said, failed, code = mypy.run(["--strict", "--warn-unreachable", "--cache-dir", str(tmp_path / "cache"), str(module)])
        assert (failed, code) == ("", exit_code), said
