// Every state of every page in every variant: axe finds nothing, nothing is cut off, the phone reads the picture. The pictures stay in
// artifacts/ for a person to look at.

import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, type Route } from "@playwright/test";
import { expect, test } from "../support/fixtures.js";
import { DENIED } from "../support/phone.js";
import { LANGUAGES, SIZES, THEMES } from "../support/variants.js";

const ARTIFACTS = join(import.meta.dirname ?? ".", "..", "artifacts");

for (const { language, locale } of LANGUAGES) {
  test.describe(language, () => {
    // Each state is looked at in every theme and size.
    test.setTimeout(300_000);
    test.use({ locale, deviceScaleFactor: 2 });

    test("an answered login", async ({ application, login, phone }) => {
      await login.open((await application.begin()).url);
      await inspect(login.page, `${language}-start`);
      await login.press("start");
      await login.shows("code");
      const [picture] = await inspect(login.page, `${language}-code`);
      const scanned = await phone.scanOnly(["--image", picture ?? ""]);
      await login.shows("scanned");
      await inspect(login.page, `${language}-scanned`);
      let address = "";
      await login.page.route("**/complete**", (route) => {
        address = route.request().url();
        return stay(route);
      });
      await scanned.answer(true);
      await login.shows("approved");
      await inspect(login.page, `${language}-approved`);
      await expect.poll(() => address).not.toBe("");
      await login.page.request.get(address, { maxRedirects: 0 });
      await login.wake();
      await login.shows("used");
      await inspect(login.page, `${language}-used`);
    });

    test("an unanswered login", async ({ application, login, phone, server }) => {
      await login.openCode((await application.begin()).url);
      const scanned = await phone.scanOnly(["--text", await login.codeText()]);
      await login.shows("scanned");
      await login.press("not-my-phone");
      await login.shows("stopped");
      await scanned.answer(false);
      await inspect(login.page, `${language}-stopped`);

      await login.press("start");
      await login.shows("code");
      await login.page.route("**/complete**", stay);
      const outcome = await phone.scan(["--text", await login.codeText()], ["--deny"]);
      expect(outcome.exit, JSON.stringify(outcome.last)).toBe(DENIED);
      await login.shows("declined");
      await inspect(login.page, `${language}-declined`);

      await login.press("start");
      await login.shows("code");
      await server.advance(550);
      await login.wake();
      await expect(login.part("last-minute")).toBeVisible();
      await inspect(login.page, `${language}-last-minute`);
      await server.advance(60);
      await login.wake();
      await login.shows("expired");
      await inspect(login.page, `${language}-expired`);
    });

    test("a login on this device", async ({ application, login, phone, server }) => {
      await login.open((await application.begin()).url);
      await phone.open(await login.openHere(), ["--grant", "email"]);
      await login.shows("back-here");
      await server.advance(61);
      await login.wake();
      await login.shows("late-here");
      await inspect(login.page, `${language}-late-here`);

      const link = await login.openHere();
      await inspect(login.page, `${language}-here`);
      const outcome = await phone.open(link, ["--grant", "email"]);
      await login.shows("back-here");
      await inspect(login.page, `${language}-back-here`);

      const window = await login.page.context().newPage();
      await window.route("**/complete**", stay);
      await window.goto(String(outcome.last["return_url"]));
      await expect(window.locator('[data-state="finishing"]')).toBeVisible();
      await inspect(window, `${language}-return`);
      await window.route("**/status", (route) => route.abort());
      await window.goto("about:blank");
      await window.goto(String(outcome.last["return_url"]));
      await expect(window.locator('[data-state="offline"]')).toBeVisible();
      await inspect(window, `${language}-return-offline`);
      await window.unrouteAll();
      await window.locator('[data-act="retry"]').click();
      await login.shows("done-here");
      await inspect(login.page, `${language}-done-here`);
      await window.context().clearCookies();
      await window.goto("about:blank");
      await window.goto(String(outcome.last["return_url"]));
      await inspect(window, `${language}-return-elsewhere`);
      await window.goto(server.issuer.replace("localhost", "127.0.0.1") + "/here#x");
      await inspect(window, `${language}-here-landing`);
    });

    test("the other pages", async ({ application, page, server }) => {
      await page.goto(`${server.issuer}/qr#FJF6CYBM4N0DX52BW1ZW3Y8AWW`);
      await inspect(page, `${language}-qr`);
      await page.goto(`${server.issuer}/session/new`);
      await inspect(page, `${language}-session-new`);
      const { url } = await application.begin();
      url.searchParams.set("client_id", "logi_00000000000000000000000000000000");
      expect((await page.goto(String(url)))?.status()).toBe(400);
      await inspect(page, `${language}-error`);
    });
  });
}

/** An answer that leaves the browser on the page where it is. */
function stay(route: Route): Promise<void> {
  return route.fulfill({ status: 204 });
}

/** Takes the pictures and looks at what can be measured. */
async function inspect(page: Page, name: string): Promise<string[]> {
  const pictures: string[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    for (const { size, viewport } of SIZES) {
      await page.setViewportSize(viewport);
      const path = join(ARTIFACTS, `${size}-${colorScheme}-${name}.png`);
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
      pictures.push(path);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${path} is wider than the screen`).toBe(0);
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), `${colorScheme} ${name}`).toEqual([]);
  }
  return pictures;
}
