"""The step of `../story.md` about the log."""

import logi

import host
from phones import enrolled_phone
from words import outcome, word

WORDS = "a mistake of the app"


class Sink(logi.LogSink):
    """Keeps what it is told, and throws."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def log(self, level, target, text):
        self.told.append(f"{word(level)} {text}")
        raise ZeroDivisionError("a mistake of the sink")


async def test_s31_tells_its_log(tale):
    phone = await enrolled_phone()
    flow, state = await phone.present(host.call("/login"))
    sink = Sink()
    phone.keys.fails = ZeroDivisionError(WORDS)
    logi.set_log_sink(sink, logi.LogLevel.WARN)
    lines = [await outcome(flow.approve([])), *sink.told]
    logi.set_log_sink(sink, logi.LogLevel.DEBUG)
    lines.append(await outcome(flow.approve([])))
    assert any(WORDS in line for line in sink.told)
    logi.set_log_sink(None, logi.LogLevel.DEBUG)
    told = list(sink.told)
    unheard = await outcome(flow.approve([]))
    assert sink.told == told
    phone.keys.fails = None
    await flow.approve([])
    tale.saw("S31", word(state), *lines[:2], lines[2], "told the words at Debug", unheard, "told nothing", word(await flow.next_state()))
