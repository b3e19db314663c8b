// The login on one device: the page opens the app, the app comes back into the browser, and into no other.

import { type Request } from "@playwright/test";
import { expect, test } from "../support/fixtures.js";
import { LoginPage } from "../support/login_page.js";
import { APPROVED, DENIED } from "../support/phone.js";

test("a link that no app opens shows what to install, and leaves nothing in the address", async ({ application, login, server }) => {
  await login.open((await application.begin()).url);
  const linkHost = server.issuer.replace("localhost", "127.0.0.1");
  await login.press("here");
  await login.page.waitForURL(`${linkHost}/here`);
  await expect(login.page.getByRole("heading")).toHaveText("Open this in the logi app");
  expect(login.page.url()).toBe(`${linkHost}/here`);

  // Back on the page the login stands where it stood, and can be opened again.
  await login.page.goBack();
  await login.shows("here");
  await expect(login.page.getByRole("link", { name: "Open logi" })).toHaveAttribute("href", new RegExp(`^${linkHost}/here#`));
});

test("another browser cannot finish it with the address that the phone was given", async ({ application, browser, login, phone }) => {
  const attempt = await application.begin();
  await login.open(attempt.url);
  const outcome = await phone.open(await login.openHere(), ["--grant", "email"]);
  const returnUrl = String(outcome.last["return_url"]);

  const thief = await (await browser.newContext()).newPage();
  expect((await thief.goto(returnUrl))?.status()).toBe(400);
  await expect(thief.getByRole("heading")).toHaveText("Go back to where you started");
  expect(thief.url()).toBe(returnUrl.split("#")[0]);
  await thief.context().close();

  // The page that opened the app does not finish it either: only the window with the return code does.
  await login.shows("back-here");
  const window = await login.page.context().newPage();
  await window.goto(returnUrl);
  await window.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, window.url());
});

test("a browser that lost the login's key is sent back to where it started", async ({ application, login, phone }) => {
  await login.open((await application.begin()).url);
  const outcome = await phone.open(await login.openHere(), ["--grant", "email"]);
  await login.shows("back-here");
  await login.page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase("logi-login").onsuccess = resolve)));
  const window = await login.page.context().newPage();
  await window.goto(String(outcome.last["return_url"]));
  await expect(window.getByRole("heading")).toHaveText("Go back to where you started");
  expect(new URL(window.url()).hash).toBe("");
});

test("a return code that came too late is refused and said so", async ({ application, login, phone, server }) => {
  await login.open((await application.begin()).url);
  const outcome = await phone.open(await login.openHere(), ["--grant", "email"]);
  await server.advance(61);
  const window = await login.page.context().newPage();
  await window.goto(String(outcome.last["return_url"]));
  await expect(window.getByRole("heading")).toHaveText("This login was not finished in time");
});

test("a page to which nobody came back within the minute says so, and begins anew", async ({ application, login, phone, server }) => {
  await login.open((await application.begin()).url);
  const first = await phone.open(await login.openHere(), ["--grant", "email"]);
  await login.shows("back-here");
  await server.advance(59);
  await login.wake();
  await login.shows("back-here");
  await server.advance(2);
  await login.wake();
  await login.shows("late-here");
  await expect(login.page.getByRole("heading")).toHaveText("This login was not finished in time");

  // The old way back is no way any more; the new one is.
  const attempt = await application.begin();
  await login.open(attempt.url);
  const second = await phone.open(await login.openHere(), ["--grant", "email"]);
  await login.shows("back-here");
  const window = await login.page.context().newPage();
  await window.goto(String(first.last["return_url"]));
  await expect(window.getByRole("heading")).toHaveText("Go back to where you started");
  await window.goto(String(second.last["return_url"]));
  await window.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, window.url());
});

test("a page that slept through the minute says so at once, and begins anew on this device", async ({ application, login, phone, server }) => {
  await login.open((await application.begin()).url);
  const link = await login.openHere();
  await login.page.route("**/status", (route) => route.abort());
  await login.page.route("**/events", (route) => route.abort());
  await phone.open(link, ["--grant", "email"]);
  await server.advance(300);
  await login.page.unrouteAll();
  await login.wake();
  await login.shows("late-here");
  const again = await login.openHere();
  expect(again).not.toBe(link);
  expect((await phone.open(again, ["--grant", "email"])).exit).toBe(APPROVED);
});

test("the way from a login that nobody came back to leads to the application, which is told", async ({ application, login, phone, server }) => {
  await login.open((await application.begin()).url);
  await phone.open(await login.openHere(), ["--grant", "email"]);
  await login.shows("back-here");
  await server.advance(61);
  await login.wake();
  await login.shows("late-here");
  await login.press("back");
  await login.page.waitForURL((url) => url.href.startsWith(application.callback) && url.searchParams.get("error") === "access_denied");
});

test("a login that was declined on this device goes back by itself", async ({ application, login, phone }) => {
  await login.open((await application.begin()).url);
  const outcome = await phone.open(await login.openHere(), ["--deny"]);
  expect(outcome.exit).toBe(DENIED);
  await login.shows("declined");
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
});

test("the app of this device logs the browser in, and the address keeps no code", async ({ application, login, phone, server }) => {
  const attempt = await application.begin();
  await login.open(attempt.url);
  const link = await login.openHere();
  const outcome = await phone.open(link, ["--grant", "email,preferred_name"]);
  expect(outcome.exit).toBe(APPROVED);
  const window = await login.page.context().newPage();
  const requests: Request[] = [];
  window.on("request", (request) => requests.push(request));
  const returnUrl = String(outcome.last["return_url"]);
  await window.goto(returnUrl);
  await window.waitForURL((url) => url.href.startsWith(application.callback));
  const tokens = await application.finish(attempt, window.url());
  expect(tokens.claims()?.iss).toBe(server.issuer);
  const user = await application.userinfo(tokens.access_token, tokens.claims()?.sub ?? "");
  expect(user.email).toBe("ann@example.org");
  await login.shows("done-here");

  // The history keeps no code, no request tells where it came from, and one alone carries the code.
  const code = new URL(returnUrl).hash.slice(1);
  const devtools = await window.context().newCDPSession(window);
  const { entries } = await devtools.send("Page.getNavigationHistory");
  expect(entries.map((entry) => entry.url).filter((url) => url.includes(code))).toEqual([]);
  for (const request of requests) expect((await request.allHeaders())["referer"] ?? "", request.url()).toBe("");
  const carrying = requests.map((request) => new URL(request.url())).filter((url) => url.search.includes(code));
  expect(carrying.map((url) => url.pathname)).toEqual([new URL(returnUrl).pathname.replace("/return", "/complete")]);
});

test("from the code to this device by keyboard, and back to a code", async ({ application, login, phone }) => {
  await login.openCode((await application.begin()).url);
  const focused = (): Promise<string> => login.page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  const text = await login.codeText();
  await login.page.getByRole("button", { name: "Open logi on this device" }).focus();
  await login.page.route(/\/here$/, (route) => (route.request().method() === "GET" ? route.fulfill({ status: 204 }) : route.continue()));
  await login.page.keyboard.press("Enter");
  await login.shows("here");
  expect(await focused()).toBe("Continue in logi");
  // The code that was drawn before logs nobody in.
  expect((await phone.scan(["--text", text], ["--grant", "email"])).last["code"]).toBe("qr_bad_frame");
  await login.page.keyboard.press("Tab");
  await login.page.keyboard.press("Tab");
  expect(await focused()).toBe("Open logi");
  await login.page.keyboard.press("Tab");
  expect(await focused()).toBe("Use a code instead");
  await login.page.keyboard.press("Enter");
  await login.shows("code");
  expect((await phone.scan(["--text", await login.codeText()], ["--grant", "email"])).exit).toBe(APPROVED);
});

test("a copy of the page stays out of the way of the window that finishes", async ({ application, login, phone }) => {
  await login.open((await application.begin()).url);
  const outcome = await phone.open(await login.openHere(), ["--grant", "email"]);
  await login.shows("back-here");
  const context = login.page.context();
  await login.page.reload();
  await new LoginPage(login.page).shows("back-here");
  const window = await context.newPage();
  await window.goto(String(outcome.last["return_url"]));
  await window.waitForURL((url) => url.href.startsWith(application.callback));
});
