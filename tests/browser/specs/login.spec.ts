// The main thread: a code on a page, a phone that reads it, an application that has its user.

import { join } from "node:path";
import { LoginPage } from "../support/login_page.js";
import { APPROVED, DENIED } from "../support/phone.js";
import { expect, test } from "../support/fixtures.js";

test("shows no code before the press", async ({ application, login }) => {
  const { url } = await application.begin();
  const started: string[] = [];
  login.page.on("request", (request) => started.push(new URL(request.url()).pathname));
  await login.open(url);
  await expect(login.page.getByRole("button", { name: "Log in with QR" })).toBeVisible();
  await expect(login.page.locator("canvas")).toBeHidden();
  expect(started.filter((path) => path.startsWith("/oauth/qr"))).toEqual([]);
});

test("a declined login shares nothing and goes back by itself", async ({ application, login, phone }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  const outcome = await phone.scan(["--text", await login.codeText()], ["--deny"]);
  expect(outcome.exit).toBe(DENIED);
  await login.shows("declined");
  await expect(login.page.getByRole("heading")).toHaveText("You declined on your phone");
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  const answer = new URL(login.page.url()).searchParams;
  expect(answer.get("error")).toBe("access_denied");
  expect(answer.get("state")).toBe(attempt.state);
  expect(answer.has("code")).toBe(false);
});

test("a screenshot of the page, read and approved by the phone, logs the browser in", async ({ application, login, phone, server }, info) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  const picture = join(info.outputDir, "page.png");
  await login.page.screenshot({ path: picture });
  const outcome = await phone.scan(["--image", picture], ["--grant", "email,preferred_name"]);
  expect(outcome.exit).toBe(APPROVED);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));

  const tokens = await application.finish(attempt, login.page.url());
  const claims = tokens.claims();
  expect(claims?.iss).toBe(server.issuer);
  expect(claims?.["email"]).toBe("ann@example.org");
  expect(tokens.token_type).toBe("bearer");
  const user = await application.userinfo(tokens.access_token, claims?.sub ?? "");
  expect(user.email).toBe("ann@example.org");
  expect(user["preferred_name"]).toBe("Ann");
  expect(user["full_name"]).toBeUndefined();
});

test("a second login of the same account has the same subject, another application another", async ({ application, login, phone, server }) => {
  const subject = async (app: typeof application): Promise<string | undefined> => {
    const attempt = await app.begin();
    await login.openCode(attempt.url);
    await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
    await login.page.waitForURL((url) => url.href.startsWith(app.callback));
    return (await app.finish(attempt, login.page.url())).claims()?.sub;
  };
  const { Application } = await import("../support/application.js");
  const other = await Application.register(server, { name: "Other" });
  const first = await subject(application);
  expect(await subject(application)).toBe(first);
  expect(await subject(other)).not.toBe(first);
  await other.close();
});

test("page and phone show the same words, and the page names the phone's platform", async ({ application, login, phone }) => {
  await login.openCode((await application.begin()).url);
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  await expect(login.part("words")).toHaveText((scanned.presented["words"] as string[]).join(" "));
  await expect(login.page.locator("[data-platform]:visible")).toHaveText("Scanned by a Linux computer");
  expect((await scanned.answer(true)).exit).toBe(APPROVED);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
});

test("the phone is told the page's language and the browser it runs in", async ({ application, browser, phone }) => {
  const context = await browser.newContext({ locale: "ko-KR" });
  const login = new LoginPage(await context.newPage());
  await login.openCode((await application.begin()).url);
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  expect(scanned.presented["locale"]).toBe("ko");
  expect((scanned.presented["browser"] as { label: string }).label).toMatch(/Chrom/);
  await login.shows("scanned");
  await expect(login.part("words")).toHaveText((scanned.presented["words"] as string[]).join(" "));
  expect((await scanned.answer(false)).exit).toBe(DENIED);
  await context.close();
});
