// Every state of every page in every variant: axe finds nothing, nothing is cut off, the phone reads the picture. The pictures stay in
// artifacts/ for a person to look at.

import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { type Application } from "../support/application.js";
import { expect, test } from "../support/fixtures.js";
import { LoginPage } from "../support/login_page.js";
import { type Phone } from "../support/phone.js";
import { type Server } from "../support/server.js";
import { VARIANTS, type Variant } from "../support/variants.js";

const ARTIFACTS = join(import.meta.dirname ?? ".", "..", "artifacts");

for (const variant of VARIANTS) {
  test(`a login in ${variant.name}`, async ({ application, browser, phone, server }) => {
    const context = await browser.newContext(variant.options);
    const login = new LoginPage(await context.newPage());
    await answeredLogin(variant, login, application, phone);
    await unansweredLogin(variant, login, application, phone, server);
    await context.close();
  });

  test(`the other pages in ${variant.name}`, async ({ application, browser, server }) => {
    const context = await browser.newContext(variant.options);
    const page = await context.newPage();
    await page.goto(`${server.issuer}/qr#FJF6CYBM4N0DX52BW1ZW3Y8AWW`);
    await inspect(variant, page, "qr");
    await page.goto(`${server.issuer}/session/new`);
    await inspect(variant, page, "session-new");
    const { url } = await application.begin();
    url.searchParams.set("client_id", "logi_00000000000000000000000000000000");
    expect((await page.goto(String(url)))?.status()).toBe(400);
    await inspect(variant, page, "error");
    await context.close();
  });
}

/** Start, code, scanned, approved, already used. */
async function answeredLogin(variant: Variant, login: LoginPage, application: Application, phone: Phone): Promise<void> {
  const { page } = login;
  await login.open((await application.begin()).url);
  await inspect(variant, page, "start");
  await login.press("start");
  await login.shows("code");
  const picture = await inspect(variant, page, "code");
  const scanned = await phone.scanOnly(["--image", picture]);
  await login.shows("scanned");
  await inspect(variant, page, "scanned");
  let address = "";
  await page.route("**/complete**", (route) => {
    address = route.request().url();
    return route.abort();
  });
  await scanned.answer(true);
  await login.shows("approved");
  await inspect(variant, page, "approved");
  await expect.poll(() => address).not.toBe("");
  await page.unroute("**/complete**");
  await page.request.get(address, { maxRedirects: 0 });
  await login.wake();
  await login.shows("used");
  await inspect(variant, page, "used");
}

/** Not my phone, declined, the last minute, expired. */
async function unansweredLogin(
  variant: Variant,
  login: LoginPage,
  application: Application,
  phone: Phone,
  server: Server,
): Promise<void> {
  const { page } = login;
  await login.press("start");
  await login.shows("code");
  await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  await login.press("not-my-phone");
  await login.shows("stopped");
  await inspect(variant, page, "stopped");

  await login.press("start");
  await login.shows("code");
  await phone.scan(["--text", await login.codeText()], ["--deny"]);
  await login.shows("declined");
  await inspect(variant, page, "declined");
  await page.waitForURL((url) => url.href.startsWith(application.callback));

  await login.openCode((await application.begin()).url);
  await server.advance(550);
  await login.wake();
  await expect(login.part("last-minute")).toBeVisible();
  await inspect(variant, page, "last-minute");
  await server.advance(60);
  await login.wake();
  await login.shows("expired");
  await inspect(variant, page, "expired");
}

/** Takes the picture and looks at what can be measured. */
async function inspect(variant: Variant, page: Page, name: string): Promise<string> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  const path = join(ARTIFACTS, `${variant.name}-${name}.png`);
  await page.screenshot({ path, fullPage: true });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), `${variant.name} ${name}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${variant.name} ${name} is wider than the screen`).toBe(0);
  return path;
}
