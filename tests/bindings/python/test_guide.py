"""The guide for testers runs as it is written."""

import pathlib

import host

GUIDE = pathlib.Path(__file__).parents[3] / "docs/guide/script-a-phone-in-python.md"


async def test_the_guide_approves_a_login(tmp_path):
    _, rest = GUIDE.read_text(encoding="utf-8").split("```python\n", 1)
    scope: dict = {}
    exec(rest.split("```", 1)[0], scope)  # noqa: S102
    login = host.call("/login")
    await scope["approve"](host.ISSUER, tmp_path, login["text"])
    assert host.call("/finish", login=login["login"])["status"] == "completed"
