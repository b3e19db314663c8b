// The login without a mouse, without sight, without motion, without script, and where it must not be shown.

import { Application } from "../support/application.js";
import { expect, test } from "../support/fixtures.js";
import { LoginPage } from "../support/login_page.js";
import { APPROVED } from "../support/phone.js";
import { Server } from "../support/server.js";

test("works by keyboard alone and keeps its place", async ({ application, login, phone }) => {
  await login.open((await application.begin()).url);
  const focused = (): Promise<string> => login.page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  await login.page.keyboard.press("Tab");
  await login.page.keyboard.press("Tab");
  expect(await focused()).toBe("Log in with QR");
  await login.page.keyboard.press("Enter");
  await login.shows("code");
  expect(await focused()).toBe("Scan with logi");
  await login.page.keyboard.press("Tab");
  expect(await focused()).toBe("More time");
  await login.page.keyboard.press("Enter");
  await expect(login.part("announce")).toHaveText("You have ten more minutes.");
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  expect(await focused()).toBe("Check your phone");
  await login.page.keyboard.press("Tab");
  await login.page.keyboard.press("Tab");
  expect(await focused()).toBe("Not my phone");
  await login.page.keyboard.press("Enter");
  await login.shows("stopped");
  await scanned.answer(false);
});

test("a screen reader hears states, not frames", async ({ application, login, phone }) => {
  await login.open((await application.begin()).url);
  await login.page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const live = document.querySelector('[data-part="announce"]');
    if (live !== null) new MutationObserver(() => said.push(live.textContent ?? "")).observe(live, { childList: true });
  });
  const said = (): Promise<string[]> => login.page.evaluate(() => (window as unknown as { said: string[] }).said);
  await login.press("start");
  await login.shows("code");
  await login.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await frames(login, 3);
  expect(await said()).toEqual([]);
  const text = await login.codeText();
  await login.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const before = (await said()).length;
  const scanned = await phone.scanOnly(["--text", text]);
  await login.shows("scanned");
  expect((await said()).slice(before)).toEqual(["Check your phone. Northwind Books is waiting for your answer there."]);
  await scanned.answer(false);
  await login.shows("declined");
  expect((await said()).at(-1)).toContain("You declined on your phone. Nothing was shared with Northwind Books.");
});

test("frames follow each other without a blank between, on white in the dark too", async ({ application, browser }) => {
  const context = await browser.newContext({ colorScheme: "dark" });
  const login = new LoginPage(await context.newPage());
  await login.openCode((await application.begin()).url);
  const box = await login.page.locator("canvas").boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(240);
  const { blanks, corners } = await frames(login, 3);
  expect(blanks).toBe(0);
  expect(corners).toEqual(["255,255,255,255"]);
  await context.close();
});

test("where motion is unwelcome a frame stands for thirty seconds and nothing moves", async ({ application, browser, phone }) => {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const login = new LoginPage(await context.newPage());
  const started = login.page.waitForResponse((response) => response.url().endsWith("/oauth/qr/start"));
  await login.openCode((await application.begin()).url);
  const response = await started;
  expect(response.request().postDataJSON()).toMatchObject({ reduced_motion: true });
  expect(await response.json()).toMatchObject({ frame_seconds: 30 });
  expect(await login.page.evaluate(() => document.getAnimations().length)).toBe(0);
  const outcome = await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  expect(outcome.exit).toBe(APPROVED);
  await context.close();
});

test("without a protected connection no code is drawn, and the page says why", async ({ application, login, server }) => {
  const { url } = await application.begin();
  await login.page.goto(String(url).replace("//localhost:", "//plain.example:"));
  await login.shows("insecure");
  await expect(login.page.getByRole("heading")).toHaveText("No code can be shown here");
  expect(new URL(login.page.url()).port).toBe(server.port);
});

test("without script the page says what it needs", async ({ application, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(String((await application.begin()).url));
  await expect(page.locator("noscript p")).toContainText("This page needs JavaScript");
  await expect(page.locator("noscript p")).toBeVisible();
  await expect(page.locator('[data-act="start"]:visible')).toHaveCount(0);
  await context.close();
});

test("the language can be switched and stays with the request", async ({ application, login, phone }) => {
  const attempt = await application.begin();
  await login.open(attempt.url);
  await login.page.getByRole("link", { name: "한국어" }).click();
  await expect(login.page.locator("html")).toHaveAttribute("lang", "ko");
  await login.page.getByRole("button", { name: "QR로 로그인" }).click();
  await login.shows("code");
  await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, login.page.url());
});

test("a code opened as a link leaves nothing in the address", async ({ login, server }) => {
  await login.page.goto(`${server.issuer}/qr#FJF6CYBM4N0DX52BW1ZW3Y8AWW.DC0NZT0`);
  await expect(login.page.getByRole("heading")).toHaveText("Scan with the logi app");
  expect(login.page.url()).toBe(`${server.issuer}/qr`);
});

test("a limit is said with the time to wait", async ({ login }) => {
  const server = await Server.start("--set", "limits.start_per_minute=1");
  const application = await Application.register(server);
  await login.openCode((await application.begin()).url);
  await login.open((await application.begin()).url);
  await login.press("start");
  await expect(login.part("refusal")).toHaveText(/Please try again in \d+ seconds?\./);
  await login.shows("start");
  await application.close();
  await server.stop();
});

/** Watches the code until it has shown several frames, on every animation frame. */
function frames(login: LoginPage, wanted: number): Promise<{ blanks: number; corners: string[] }> {
  return login.page.evaluate(
    (wanted) =>
      new Promise<{ blanks: number; corners: string[] }>((resolve) => {
        const canvas = document.querySelector("canvas") as HTMLCanvasElement;
        const seen = new Set<number>();
        const corners = new Set<string>();
        let blanks = 0;
        const look = (): void => {
          const { width, height } = canvas;
          const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(0, 0, width, height);
          corners.add([...data.slice(0, 4)].join());
          const pixels = new Uint32Array(data.buffer);
          const first = pixels[0] ?? 0;
          if (pixels.every((pixel) => pixel === first)) blanks += 1;
          seen.add(pixels.reduce((hash, pixel) => Math.imul(hash ^ pixel, 16_777_619), 2_166_136_261));
          if (seen.size >= wanted) resolve({ blanks, corners: [...corners] });
          else requestAnimationFrame(look);
        };
        look();
      }),
    wanted,
  );
}
