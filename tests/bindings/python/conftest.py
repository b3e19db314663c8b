import pytest

import host


class Tale:
    """What one step of the story leaves to the next, and what all of them saw."""

    def __init__(self) -> None:
        self.transcript = host.Transcript()

    def saw(self, step: str, *lines: str) -> None:
        self.transcript.write(step, list(lines))


@pytest.fixture(scope="session")
def tale() -> Tale:
    return Tale()
