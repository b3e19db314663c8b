"""States, errors and values as the transcript writes them (`../story.md`)."""

import enum

import logi


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def word(value) -> str:
    """The name of a value's variant."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case enum.Enum():
            return camel(value.name)
        case Exception():
            return error(value)
        case _:
            return camel(type(value).__name__.rpartition(".")[2])


def error(value: Exception) -> str:
    """An error by its variant, its fault behind a dot, and what the story shows in brackets."""
    name = type(value).__name__
    if name in ("Key", "Network", "Store"):
        fault = word(value.fault)
        record = getattr(value.fault, "record", None)
        return f"{name}.{fault}({record})" if record else f"{name}.{fault}"
    if name == "Refused":
        return f"{name}.{word(value.refusal.kind)}"
    shown = getattr(value, "field", None) or getattr(value, "host", None)
    return f"{name}({shown})" if shown else name


def installation(value: logi.Installation) -> str:
    return f"Ask.{word(value.doubt)}" if isinstance(value, logi.Installation.ASK) else word(value)


async def outcome(work) -> str:
    """The word for what comes of a call: its error, or its state."""
    try:
        return word(await work)
    except Exception as raised:  # noqa: BLE001
        return word(raised)
