// What a published ActionCable client hears from `/cable`, in the browser that started the login.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.js";

const SCRIPT = createRequire(import.meta.url).resolve("@rails/actioncable/app/assets/javascripts/actioncable.js");

interface Heard {
  readonly heard: string[];
}

test("a subscriber hears the scan and the approval", async ({ application, login, phone, server }) => {
  const started = login.page.waitForResponse((response) => response.url().endsWith("/oauth/qr/start"));
  await login.openCode((await application.begin()).url);
  const { session_id } = (await (await started).json()) as { session_id: string };
  const text = await login.codeText();
  const listener = await subscriber(await login.page.context().newPage(), server.issuer, session_id);
  await expect.poll(() => heard(listener)).toEqual(["connected", "pending"]);
  const scanned = await phone.scanOnly(["--text", text]);
  await expect.poll(() => heard(listener)).toEqual(["connected", "pending", "scanned"]);
  await scanned.answer(true);
  await expect.poll(() => heard(listener)).toEqual(expect.arrayContaining(["connected", "pending", "scanned", "approved"]));
});

test("a session of another browser is rejected", async ({ application, browser, login, server }) => {
  const started = login.page.waitForResponse((response) => response.url().endsWith("/oauth/qr/start"));
  await login.openCode((await application.begin()).url);
  const { session_id } = (await (await started).json()) as { session_id: string };
  const context = await browser.newContext();
  const page = await context.newPage();
  // The other browser has cookies too, for a login of its own.
  await page.goto(String((await application.begin()).url));
  await page.locator('[data-act="start"]:visible').click();
  await expect(page.locator("canvas")).toBeVisible();
  const listener = await subscriber(await context.newPage(), server.issuer, session_id);
  await expect.poll(() => heard(listener)).toEqual(["rejected"]);
  await context.close();
});

/** A page of the issuer's origin on which the published client has subscribed. */
async function subscriber(page: Page, issuer: string, sessionId: string): Promise<Page> {
  await page.goto(`${issuer}/up`);
  await page.evaluate(await readFile(SCRIPT, "utf8"));
  await page.evaluate((session_id) => {
    const heard: string[] = [];
    const { ActionCable } = window as unknown as { ActionCable: { createConsumer(url: string): { subscriptions: { create(channel: object, mixin: object): void } } } };
    Object.assign(window, { heard });
    ActionCable.createConsumer("/cable").subscriptions.create(
      { channel: "QrLoginChannel", session_id },
      {
        connected: () => heard.push("connected"),
        rejected: () => heard.push("rejected"),
        received: (message: { status: string }) => heard.push(message.status),
      },
    );
  }, sessionId);
  return page;
}

function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as Heard).heard);
}
