// The login panel as a person sees it.

import { type Locator, type Page, expect } from "@playwright/test";

export type State = "start" | "insecure" | "code" | "here" | "back-here" | "done-here" | "late-here" | "scanned" | "approved" | "declined" | "stopped" | "expired" | "used" | "failed";

export class LoginPage {
  constructor(readonly page: Page) {}

  async open(url: URL | string): Promise<void> {
    await this.page.goto(String(url));
    await this.shows("start");
  }

  /** Opens the page and presses for a code. */
  async openCode(url: URL | string): Promise<void> {
    await this.open(url);
    await this.press("start");
    await this.shows("code");
  }

  async press(act: string): Promise<void> {
    await this.page.locator(`[data-act="${act}"]:visible`).click();
  }

  async shows(state: State): Promise<void> {
    await expect(this.page.locator(`[data-state="${state}"]`)).toBeVisible();
    await expect(this.page.locator("[data-state]:visible")).toHaveCount(1);
  }

  part(name: string): Locator {
    return this.page.locator(`[data-state]:visible [data-part="${name}"], main > [data-part="${name}"]`);
  }

  /** Presses "Open logi on this device" and gives the link that the page opens. Nothing here opens it, so the page stays. */
  async openHere(): Promise<string> {
    await this.page.route(/\/here$/, (route) => (route.request().method() === "GET" ? route.fulfill({ status: 204 }) : route.continue()));
    const answered = this.page.waitForResponse((response) => /\/oauth\/qr\/[^/]+\/here$/.test(response.url()));
    await this.press("here");
    const { link } = (await (await answered).json()) as { link: string };
    await this.shows("here");
    return link;
  }

  /** The text of the code on show, by the button that development mode has. */
  async codeText(): Promise<string> {
    await this.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await this.press("copy");
    await expect(this.part("copy-note")).toHaveText(/Copied|복사했어요/);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** What happens to a machine that slept or lost its network: the page reads the truth again. */
  async wake(): Promise<void> {
    await this.page.evaluate(() => window.dispatchEvent(new Event("online")));
  }

  /** The session on show, from the answers of the server. */
  async secondsLeft(): Promise<number> {
    const [minutes, seconds] = (await this.part("left").innerText()).split(":").map(Number);
    return (minutes ?? 0) * 60 + (seconds ?? 0);
  }
}
