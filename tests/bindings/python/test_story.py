"""The story of `../story.md`, told in Python; its end is in `test_story_here.py`."""

import asyncio

import logi
import pytest

import host
from phones import FIELDS, PROFILE, Phone, enrolled_phone, forged, layout
from words import installation, outcome, word

WHITE = bytes([255]) * 100


async def presented(phone: Phone, **login) -> tuple[dict, logi.LoginFlow, str]:
    begun = host.call("/login", **login)
    flow, state = await phone.present(begun)
    return begun, flow, word(state)


async def test_s01_opens_fresh(tale):
    before = len(host.sent())
    tale.phone = await Phone().open()
    fresh = installation(await tale.phone.core.installation())
    assert len(host.sent()) == before
    tale.saw("S01", fresh, "sent nothing")


async def test_s02_enrols(tale):
    core = tale.phone.core
    account = await core.enrol()
    found = installation(await core.installation())
    assert await core.enrol() == account
    tale.saw("S02", f"anonymous={word(account.anonymous)}", found, "same account")


async def test_s03_sets_a_profile(tale):
    profile = logi.Profile(logi.ProfileValues(**PROFILE))
    taken = await tale.phone.core.set_profile(profile)
    values = taken.reveal()
    names = ["preferred_name", "full_name", "email", "phone_number"]
    lines = [f"{name}={getattr(values, name) or 'none'}" for name in names]
    for value in PROFILE.values():
        assert value not in f"{profile} {profile!r} {taken} {taken!r}"
    tale.saw("S03", *lines, f"email_verified={word(taken.email_verified())}", "prints no value")


async def test_s04_scans_a_picture(tale):
    tale.login = host.call("/login", fields=FIELDS)
    drawn = host.call("/code", login=tale.login["login"])
    pixels, width, height = host.read_pgm(drawn["pgm"])
    reading = logi.FrameScanner().read(pixels, layout(width, height, width))
    texts = reading.seen.reveal()
    assert texts == [drawn["text"]]
    assert drawn["text"] not in f"{reading} {reading!r}"
    tale.flow = await tale.phone.core.begin_one_of(texts)
    state = await tale.flow.next_state()
    tale.request = state.request
    tale.saw("S04", f"{word(reading)}({len(texts)})", "same text", "prints no text", word(state))


async def test_s05_sees_the_request(tale):
    request = tale.request
    fields = [
        f"{field.name} {word(field.required)} {field.purpose or 'none'} {word(field.before)} {word(field.value_present)}"
        for field in request.fields
    ]
    assert request.words == host.call("/status", login=tale.login["login"])["words"]
    tale.saw(
        "S05",
        request.application.name,
        request.application.domain,
        *fields,
        request.browser.label,
        word(request.browser.relation),
        request.locale,
        f"second_scan={word(request.second_scan)}",
        "same words",
    )


def elsewhere(text: str) -> str:
    """The text of a code with another host and scheme."""
    return text.replace(host.ISSUER, "https://localhost.example")


async def test_s06_refuses_a_lookalike(tale):
    before = len(host.sent())
    text = host.call("/code", login=tale.login["login"])["text"]
    refused = await outcome(tale.phone.core.begin(elsewhere(text), logi.Source.CAMERA))
    assert len(host.sent()) == before
    tale.saw("S06", refused, "sent nothing")


async def test_s07_grants_one_field(tale):
    lines = [await outcome(tale.flow.approve(granted)) for granted in ([], ["email", "shoe_size"])]
    await tale.flow.approve(["email"])
    [reason] = tale.phone.keys.approvals()
    lines.append(f"signed for {reason.application} at {reason.domain}")
    approved = await tale.flow.next_state()
    signed = approved.receipt.reveal()
    for text in (signed.approval, signed.receipt):
        assert text not in f"{approved} {approved!r}"
    lines += [word(approved), "receipt", "prints no signature", word(await tale.flow.next_state())]
    finished = host.call("/finish", login=tale.login["login"])
    claims = finished["claims"]
    lines += [finished["status"], *(f"{name}={claims.get(name, 'none')}" for name in ("email", "preferred_name"))]
    tale.saw("S07", *lines)


async def test_s08_reads_its_receipts(tale):
    core = tale.phone.core
    listed = await core.receipts()
    [only] = listed
    content = only.content
    file = await core.export_receipt(only.session)
    genuine = await core.verify_receipt(file.encode())
    tale.saw(
        "S08",
        str(len(listed)),
        f"{content.application} {content.domain} {' '.join(content.granted)}",
        f"verified={word(only.verified)}",
        f"genuine for {genuine.domain}",
    )


async def test_s09_declines(tale):
    login, flow, state = await presented(await enrolled_phone())
    await flow.deny()
    denied = word(await flow.next_state())
    tale.saw("S09", state, denied, host.call("/status", login=login["login"])["status"])


async def test_s10_is_told_not_my_phone(tale):
    login, flow, state = await presented(await enrolled_phone())
    assert host.call("/not-my-phone", login=login["login"])["status"] == 200
    tale.saw("S10", state, word(await flow.next_state()))


async def test_s11_cancels_in_the_middle(tale):
    phone = await enrolled_phone()
    login, flow, state = await presented(phone)
    phone.keys.hangs = True
    approving = asyncio.create_task(flow.approve([]))
    await phone.keys.hanging.wait()
    flow.cancel()
    ended = await outcome(approving)
    states = [word(await flow.next_state()) for _ in range(2)]
    assert not [seen for seen in host.sent("/approve") if login["session"] in seen["path"]]
    status = host.call("/status", login=login["login"])["status"]
    tale.saw("S11", state, ended, *states, status, "sent no approval")


async def test_s12_loses_the_answer(tale):
    phone = await enrolled_phone()
    login, flow, state = await presented(phone)
    await flow.approve([])
    host.call("/network", mode="lose_answer", path_ends="/approve")
    lost = await outcome(flow.next_state())
    approved = word(await flow.next_state())
    one, other = [seen for seen in host.sent("/approve") if login["session"] in seen["path"]]
    assert one["body"] == other["body"]
    assert len(phone.keys.approvals()) == 1
    tale.saw("S12", state, lost, approved, "sent twice, the same bytes", "signed once")


async def test_s13_has_no_network(tale):
    phone = await enrolled_phone()
    flow = await phone.scan(host.call("/login"))
    host.call("/network", mode="off")
    lost = await outcome(flow.next_state())
    host.call("/network", mode="on")
    tale.saw("S13", lost, word(await flow.next_state()))


async def test_s14_dies_between_approval_and_answer(tale):
    phone = await enrolled_phone()
    _, flow, state = await presented(phone)
    await flow.approve([])
    del flow
    await phone.open()
    unanswered = await phone.core.unanswered_logins()
    [flow] = unanswered
    answering = await flow.next_state()
    told = f"{word(answering)}({word(answering.decision)}, {answering.application}, {answering.domain})"
    ends = [word(await flow.next_state()) for _ in range(2)]
    assert len(phone.keys.approvals()) == 1
    left = len(await phone.core.unanswered_logins())
    tale.saw("S14", state, str(len(unanswered)), told, *ends, "signed once", str(left))


async def test_s15_approves_after_a_biometric_change(tale):
    phone = await enrolled_phone()
    account = await phone.core.enrol()
    _, flow, state = await presented(phone)
    phone.keys.fails = logi.DeviceKeyError.Invalidated()
    refused = await outcome(flow.approve([]))
    asks = [installation(await phone.core.installation())]
    await phone.open()
    asks.append(installation(await phone.core.installation()))
    stays = await outcome(phone.core.settle(logi.Choice.CONTINUE_AS_BEFORE))
    await phone.core.settle(logi.Choice.START_FRESH)
    fresh = installation(await phone.core.installation())
    assert (await phone.core.enrol()).id != account.id
    tale.saw("S15", state, refused, *asks, stays, fresh, "another account")


async def test_s16_finds_no_key(tale):
    phone = await enrolled_phone()
    _, flow, state = await presented(phone)
    await phone.keys.remove(logi.KeyRole.APPROVAL)
    made = len(phone.keys.made)
    refused = await outcome(flow.approve([]))
    assert len(phone.keys.made) == made
    with pytest.raises(logi.DeviceKeyError.Missing):
        await phone.keys.find(logi.KeyRole.APPROVAL)
    tale.saw("S16", state, refused, installation(await phone.core.installation()), "made no key")


async def test_s17_meets_callbacks_that_throw(tale):
    phone = await enrolled_phone()
    _, flow, state = await presented(phone)
    phone.keys.fails = ZeroDivisionError("a mistake of the app")
    by_key = await outcome(flow.approve([]))
    phone.keys.fails = None
    phone.store.fails, phone.store.when = ZeroDivisionError("another"), {"save"}
    by_store = await outcome(flow.approve([]))
    phone.store.fails = None
    await flow.approve([])
    tale.saw("S17", state, by_key, by_store, word(await flow.next_state()))


async def test_s18_meets_callbacks_that_answer_rubbish(tale):
    phone = await enrolled_phone()
    _, flow, state = await presented(phone)
    lines = []
    for phone.keys.answers in (b"\x30\x01\x02", b"\x01" * 64):
        lines.append(await outcome(flow.approve([])))
    phone.keys.answers, phone.keys.signs = None, b"other bytes"
    lines.append(await outcome(flow.approve([])))
    phone.keys.signs = None
    await flow.approve([])
    lines.append(word(await flow.next_state()))
    other = await Phone().open()
    other.keys.point = b"\x04" * 65
    lines.append(await outcome(other.core.enrol()))
    other.keys.point = None
    await other.core.enrol()
    tale.saw("S18", state, *lines, installation(await other.core.installation()))


async def test_s19_reads_frames_that_are_none(tale):
    lines = []
    for size, frame in [
        (0, layout(0, 0, 0)),
        (100, layout(10, 10, 9)),
        (99, layout(10, 10, 10)),
        (100, layout(10, 10, 10, 45)),
        (100, layout(10, 10, 10)),
    ]:
        try:
            lines.append(word(logi.FrameScanner().read(WHITE[:size], frame)))
        except logi.ScannerError as error:
            lines.append(word(error))
    tale.saw("S19", *lines)


async def test_s20_opens_links_that_are_none(tale):
    phone = await enrolled_phone()
    text = host.call("/login")["text"]
    head, step, code = text.rsplit(".", 2)
    before = len(host.sent())
    links = [
        text,
        elsewhere(text),
        text.replace("http://", "logi://"),
        text.replace("/qr#", "/qr/more#"),
        f"{text}#again",
        f"{forged(head)}.{step}.{code}",
    ]
    lines = [await outcome(phone.core.begin(link, logi.Source.LINK)) for link in links]
    lines.append(await outcome(phone.core.begin("https://open.example/here#x", logi.Source.CAMERA)))
    assert len(host.sent()) == before
    tale.saw("S20", *lines, "sent nothing")


async def test_s21_has_trouble_with_its_store(tale):
    locked = Phone()
    locked.store.fails = logi.SecretStoreError.Locked()
    lines = [await outcome(locked.open())]
    phone = await enrolled_phone()
    _, flow, state = await presented(phone)
    phone.store.fails, phone.store.when = logi.SecretStoreError.Full(), {"save"}
    lines += [state, await outcome(flow.approve([]))]
    phone.store.fails = None
    await flow.approve([])
    lines.append(word(await flow.next_state()))
    phone.store.values["account"] = b"\xff\xff{}"
    lines.append(await outcome(phone.core.whoami()))
    phone.store.values.clear()
    lines.append(installation(await phone.core.installation()))
    tale.saw("S21", *lines)


async def test_s22_answers_two_logins_at_once(tale):
    phone = await enrolled_phone()
    (one, first, state), (other, second, other_state) = [await presented(phone) for _ in range(2)]
    await asyncio.gather(first.approve([]), second.deny())
    ends = await asyncio.gather(first.next_state(), second.next_state())
    statuses = [host.call("/status", login=login["login"])["status"] for login in (one, other)]
    tale.saw("S22", state, other_state, *map(word, ends), *statuses)


async def test_s23_survives_a_panic(tale):
    with pytest.raises(logi.InternalError, match="the panic probe"):
        logi.panic_probe()
    tale.saw("S23", "panic", word(logi.FrameScanner().read(WHITE, layout(10, 10, 10))))


async def test_s24_is_opened_wrongly(tale):
    phone = await enrolled_phone()
    tale.saw(
        "S24",
        await outcome(Phone().open(issuer="http://login.example")),
        await outcome(Phone().open(pins="x")),
        (await outcome(phone.open(issuer="https://login.example"))),
    )
