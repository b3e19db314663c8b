// Ends that are not a login: each its own, none of them silent, and never a code for the application.

import { LoginPage } from "../support/login_page.js";
import { DENIED, Phone, REFUSED_BY_SERVER } from "../support/phone.js";
import { expect, test } from "../support/fixtures.js";

test("an expired code says so, goes nowhere by itself, and a new one is a press away", async ({ application, login, server }) => {
  await login.openCode((await application.begin()).url);
  await server.advance(601);
  await login.wake();
  await login.shows("expired");
  await login.press("start");
  await login.shows("code");
  await expect.poll(() => login.secondsLeft()).toBeGreaterThan(590);
});

test("going back after an expiry tells the application that access was denied", async ({ application, login, server }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  await server.advance(601);
  await login.wake();
  await login.shows("expired");
  await login.press("back");
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  const answer = new URL(login.page.url()).searchParams;
  expect(answer.get("error")).toBe("access_denied");
  expect(answer.get("state")).toBe(attempt.state);
});

test("cancelling before a scan tells the application too", async ({ application, login }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  await login.page.getByRole("link", { name: "Cancel and go back" }).click();
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  expect(new URL(login.page.url()).searchParams.get("error")).toBe("access_denied");
});

test("a phone that is not mine is turned away and can approve nothing", async ({ application, login, phone }) => {
  await login.openCode((await application.begin()).url);
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  await login.press("not-my-phone");
  await login.shows("stopped");
  expect((await scanned.answer(true)).exit).toBe(DENIED);
  await login.shows("stopped");
});

test("a second phone is turned away and both sides learn of it", async ({ application, login, phone, server }) => {
  await login.openCode((await application.begin()).url);
  const text = await login.codeText();
  const scanned = await phone.scanOnly(["--text", text]);
  await login.shows("scanned");
  const stranger = await Phone.enrolled(server.issuer);
  const outcome = await stranger.scan(["--text", text], ["--approve"]);
  expect(outcome.exit).toBe(REFUSED_BY_SERVER);
  expect(outcome.last["code"]).toBe("already_scanned");
  await expect(login.part("second-scan")).toBeVisible();
  await scanned.answer(false);
  await login.shows("declined");
  await stranger.throwAway();
});

test("two tabs have a code each, and the login of one leaves the other waiting", async ({ application, login, phone }) => {
  const first = await application.begin();
  const second = await application.begin();
  await login.openCode(first.url);
  const other = new LoginPage(await login.page.context().newPage());
  await other.openCode(second.url);
  await phone.scan(["--text", await other.codeText()], ["--grant", "email"]);
  await other.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(second, other.page.url());
  await login.page.bringToFront();
  await login.wake();
  await login.shows("code");
});

test("a copied tab of the same login ends as already used once the other has finished", async ({ application, login, phone }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  const copy = new LoginPage(await login.page.context().newPage());
  const kept = await login.page.evaluate(() => ({ ...sessionStorage }));
  await copy.page.addInitScript((entries) => Object.entries(entries).forEach(([key, value]) => sessionStorage.setItem(key, String(value))), kept);
  await copy.page.goto(String(attempt.url));
  await copy.shows("code");
  const text = await copy.codeText();
  // The first tab stands still, as a tab in the background may.
  await login.page.evaluate(() => Object.defineProperty(document, "hidden", { get: () => true }));
  await phone.scan(["--text", text], ["--grant", "email"]);
  await copy.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, copy.page.url());
  await login.shows("used");
});

test("a finished login cannot be finished again by going back", async ({ application, login, phone }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  const completed = login.page.waitForRequest((request) => request.url().includes("/complete"));
  await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  const again = (await completed).url();
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await login.page.goto(again);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  expect(new URL(login.page.url()).searchParams.get("error")).toBe("access_denied");
});

test("another browser cannot finish the login, whatever it knows", async ({ application, browser, login, phone }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  let address = "";
  await login.page.route("**/complete**", async (route) => {
    address = route.request().url();
    await route.abort();
  });
  await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  await expect.poll(() => address).not.toBe("");
  const context = await browser.newContext();
  const stranger = await context.newPage();
  const response = await stranger.goto(address);
  expect(response?.status()).toBe(400);
  expect(stranger.url()).toBe(address);
  await expect(stranger.getByRole("heading")).toHaveText("This login belongs to another browser");
  await context.close();
});

test("more time keeps the login going and makes earlier frames worthless", async ({ application, login, phone, server }) => {
  await login.openCode((await application.begin()).url);
  const early = await login.codeText();
  await server.advance(545);
  await login.wake();
  await expect(login.part("last-minute")).toBeVisible();
  await login.press("extend");
  await expect(login.part("last-minute")).toBeHidden();
  await expect.poll(() => login.secondsLeft()).toBeGreaterThan(590);
  const outcome = await phone.scan(["--text", early], ["--approve"]);
  expect(outcome.exit).toBe(REFUSED_BY_SERVER);
  expect(outcome.last["code"]).toBe("qr_bad_frame");
  await login.shows("code");
});
