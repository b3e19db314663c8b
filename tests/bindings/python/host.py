"""The story's host (`../story.md`): its control port, and the transcript."""

import base64
import json
import os
import urllib.error
import urllib.request

ISSUER = os.environ["LOGI_STORY_ISSUER"]
CONTROL = os.environ["LOGI_STORY_CONTROL"]
LINK_HOST = os.environ["LOGI_STORY_LINK_HOST"]


def call(path: str, **body):
    """One call of the control port. `requests` is the only one that is read."""
    data = None if path == "/requests" else json.dumps(body).encode()
    request = urllib.request.Request(CONTROL + path, data, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{path}: {error.read().decode()}") from error


def sent(end: str = "") -> list[dict]:
    """What phones sent so far to paths that end so."""
    return [seen for seen in call("/requests")["requests"] if seen["path"].endswith(end)]


def read_pgm(encoded: str) -> tuple[bytes, int, int]:
    """The pixels of a PGM, their width and height."""
    head, size, depth, pixels = base64.b64decode(encoded).split(b"\n", 3)
    assert (head, depth) == (b"P5", b"255")
    width, height = map(int, size.split())
    return pixels, width, height


class Transcript:
    """What was seen, step by step."""

    def __init__(self) -> None:
        self.file = open(os.environ["LOGI_STORY_TRANSCRIPT"], "w", encoding="utf-8")

    def write(self, step: str, saw: list[str]) -> None:
        self.file.write(json.dumps({"step": step, "saw": saw}) + "\n")
        self.file.flush()
