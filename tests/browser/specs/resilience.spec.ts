// A login that meets reloads, lost networks, a sleeping machine and a restarting server goes on by itself.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application } from "../support/application.js";
import { APPROVED, Phone } from "../support/phone.js";
import { Server } from "../support/server.js";
import { expect, test } from "../support/fixtures.js";

test("a reload in the middle goes on with the same login", async ({ application, login, phone }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  await login.page.reload();
  await login.shows("code");
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  await login.page.reload();
  await login.shows("scanned");
  expect((await scanned.answer(true)).exit).toBe(APPROVED);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, login.page.url());
});

test("the keys of a login are not readable and are gone when it has ended", async ({ application, login, phone }) => {
  await login.openCode((await application.begin()).url);
  const kept = (): Promise<unknown[]> =>
    login.page.evaluate(
      () =>
        new Promise<unknown[]>((resolve, reject) => {
          const open = indexedDB.open("logi-login");
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const all = open.result.transaction("logins").objectStore("logins").getAll();
            all.onsuccess = () => {
              open.result.close();
              resolve(all.result.map((login) => [login.frame_key.extractable, login.browser_key.extractable, JSON.stringify(login).includes("frame_secret")]));
            };
          };
        }),
    );
  expect(await kept()).toEqual([[false, false, false]]);
  await phone.scan(["--text", await login.codeText()], ["--deny"]);
  await login.shows("declined");
  await expect.poll(kept).toEqual([]);
});

test("a browser that refuses storage still logs in", async ({ application, login, phone }) => {
  await login.page.addInitScript(() => {
    for (const name of ["indexedDB", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException("refused", "SecurityError");
        },
      });
    }
  });
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, login.page.url());
});

test("polling does where events do not come", async ({ application, login, phone }) => {
  await login.page.route("**/events", (route) => route.abort());
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  await scanned.answer(true);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, login.page.url());
});

test("a lost network is said and forgotten when it is back", async ({ application, login, phone }) => {
  await login.openCode((await application.begin()).url);
  await login.page.route("**/oauth/qr/**", (route) => route.abort());
  await login.wake();
  await expect(login.part("offline")).toBeVisible();
  await login.page.unroute("**/oauth/qr/**");
  await expect(login.part("offline")).toBeHidden();
  const scanned = await phone.scanOnly(["--text", await login.codeText()]);
  await login.shows("scanned");
  await scanned.answer(false);
});

test("a laptop that slept shows a fresh code of the right moment", async ({ application, login, phone, server }) => {
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  await server.advance(240);
  await login.wake();
  await expect.poll(() => login.secondsLeft()).toBeLessThan(361);
  const outcome = await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  expect(outcome.exit).toBe(APPROVED);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, login.page.url());
});

test("a server that restarts while the browser waits is found again", async ({ login }) => {
  const data = await mkdtemp(join(tmpdir(), "logi-data-"));
  const before = await Server.start("--sqlite", data);
  const application = await Application.register(before);
  const phone = await Phone.enrolled(before.issuer, "email=ann@example.org");
  const attempt = await application.begin();
  await login.openCode(attempt.url);
  await before.stop();
  await expect(login.part("offline")).toBeVisible();
  const after = await Server.start("--sqlite", data, "--port", before.port);
  await expect(login.part("offline")).toBeHidden();
  const outcome = await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  expect(outcome.exit).toBe(APPROVED);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  await application.finish(attempt, login.page.url());
  await application.close();
  await after.stop();
  await phone.throwAway();
  await rm(data, { recursive: true, force: true });
});
