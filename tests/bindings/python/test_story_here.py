"""The end of the story of `../story.md`: a login that goes on on its own device, and a wrong clock."""

import datetime

import logi

import host
from phones import FIELDS, Phone, enrolled_phone, forged, layout
from words import outcome, word


async def login_here(**fields) -> tuple[Phone, dict, str]:
    """A login that goes on on its own device: its phone, the login and the link."""
    phone = await enrolled_phone(host.LINK_HOST)
    login = host.call("/login", **fields)
    return phone, login, host.call("/here", login=login["login"])["link"]


async def approved_here() -> tuple[dict, logi.LoginState]:
    phone, login, link = await login_here()
    flow = await phone.core.begin(link, logi.Source.LINK)
    await flow.next_state()
    await flow.approve([])
    return login, await flow.next_state()


def come_back(login: dict, url: logi.ReturnUrl, stranger: bool = False) -> tuple[str, dict]:
    back = host.call("/return", login=login["login"], url=url.reveal(), stranger=stranger)
    return f"{back['page']} {back['status']}", back["claims"]


async def test_s25_opens_its_own_link(tale):
    phone, login, link = await login_here(fields=FIELDS)
    flow = await phone.core.begin(link, logi.Source.LINK)
    state = await flow.next_state()
    assert state.request.words == host.call("/status", login=login["login"])["words"]
    await flow.approve(["email"])
    approved = await flow.next_state()
    address, code = approved.return_url.reveal().split("#")
    assert (address, len(code)) == (f"{host.ISSUER}/oauth/qr/{login['session']}/return", 43)
    assert code not in f"{approved} {approved!r} {approved.return_url} {approved.return_url!r}"
    back, claims = come_back(login, approved.return_url)
    read = [f"{name}={claims.get(name, 'none')}" for name in ("email", "preferred_name")]
    seen = [word(state), "same words", word(approved), "receipt" if approved.receipt else "no receipt"]
    tale.saw("S25", *seen, "its own return URL", "prints no code", back, *read)


async def test_s26_takes_no_link_for_a_code(tale):
    phone, login, link = await login_here()
    before = len(host.sent())
    lines = [await outcome(phone.core.begin(link, logi.Source.CAMERA))]
    pixels, width, height = host.read_pgm(host.call("/draw", text=link)["pgm"])
    reading = logi.FrameScanner().read(pixels, layout(width, height, width))
    texts = reading.seen.reveal()
    assert texts == [link]
    lines += [f"{word(reading)}({len(texts)})", await outcome(phone.core.begin_one_of(texts))]
    text = host.call("/code", login=login["login"])["text"]
    lines.append(await outcome(phone.core.begin(text, logi.Source.LINK)))
    assert len(host.sent()) == before
    refused = await outcome((await phone.scan(login)).next_state())
    tale.saw("S26", *lines, "sent nothing", refused, host.call("/status", login=login["login"])["status"])


async def test_s27_opens_links_of_elsewhere(tale):
    phone, _, link = await login_here()
    without = await enrolled_phone()
    origin = f"http://{host.LINK_HOST}"
    before = len(host.sent())
    links = [
        link.replace(origin, "http://evil.example"),
        link.replace(origin, "https://open.example"),
        link.replace(origin, "http://127.0.0.1:1"),
        link.replace("http://", "logi://"),
        link.replace("http://", "http://me@"),
        link.replace("/here#", "/here/more#"),
        link.replace("#", "?next=x#"),
        f"{link}#again",
        forged(link),
    ]
    lines = [await outcome(phone.core.begin(other, logi.Source.LINK)) for other in links]
    unknown = await outcome(without.core.begin(link, logi.Source.LINK))
    assert len(host.sent()) == before
    tale.saw("S27", *lines, unknown.replace(host.LINK_HOST, "the link host"), "sent nothing")


async def test_s28_comes_back_elsewhere_twice_and_late(tale):
    login, approved = await approved_here()
    ends = [come_back(login, approved.return_url, stranger)[0] for stranger in (True, False, False)]
    late_login, late = await approved_here()
    host.call("/clock/advance", seconds=61)
    ended, _ = come_back(late_login, late.return_url)
    tale.saw("S28", word(approved), *ends, word(late), ended, host.call("/status", login=late_login["login"])["status"])


async def test_s29_loses_the_way_back(tale):
    phone, login, link = await login_here()
    first = await phone.core.begin(link, logi.Source.LINK)
    lines = [word(await first.next_state())]
    await first.approve([])
    host.call("/network", mode="lose_answer", path_ends="/approve")
    lines.append(await outcome(first.next_state()))
    await phone.open(link_host=host.LINK_HOST)
    unanswered = await phone.core.unanswered_logins()
    [flow] = unanswered
    answering, approved, over = [await flow.next_state() for _ in range(3)]
    told = f"{word(answering)}({word(answering.decision)}, {answering.application}, {answering.domain})"
    again = await first.next_state()
    assert again.return_url.reveal() == approved.return_url.reveal()
    assert len(phone.keys.approvals()) == 1
    left = len(await phone.core.unanswered_logins())
    lines += [str(len(unanswered)), told, word(approved), word(over), word(again), "same return URL", "signed once", str(left)]
    tale.saw("S29", *lines, come_back(login, approved.return_url)[0])


async def test_s30_has_a_wrong_clock(tale):
    phone = await enrolled_phone()
    host.call("/clock/advance", seconds=3600)
    login = host.call("/login")
    refused = await outcome(phone.scan(login))
    await phone.core.whoami()
    _, state = await phone.present(login)
    left = state.request.expires_at - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(0) < left < datetime.timedelta(minutes=15)
    tale.saw("S30", refused, word(state), "ends soon")
