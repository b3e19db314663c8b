// R11: no page of the login can be framed, none loads anything from elsewhere, none runs inline code.

import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { type Locator } from "@playwright/test";
import { expect, test } from "../support/fixtures.js";

test("no page can be framed by another site", async ({ application, login, server }) => {
  const { url } = await application.begin();
  const pages = [String(url), String(url).replace("/oauth/authorize", "/session/new"), `${server.issuer}/session/new`, `${server.issuer}/qr`, `${server.issuer}/here`, `${server.issuer}/oauth/qr/x/return#x`];
  const attacker = createServer((request, response) => {
    const frames = ["/inside", ...pages].map((page) => `<iframe src="${page.replaceAll("&", "&amp;")}"></iframe>`).join("");
    const body = request.url === "/inside" ? "<main>framed</main>" : frames;
    response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><title>Prize</title>${body}`);
  });
  await new Promise<void>((resolve) => attacker.listen(0, "127.0.0.1", resolve));
  await login.page.goto(`http://127.0.0.1:${(attacker.address() as AddressInfo).port}/`);
  const frame = (at: number): Locator => login.page.locator("iframe").nth(at).contentFrame().locator("main");
  await expect(frame(0)).toHaveText("framed");
  for (const at of pages.keys()) await expect(frame(at + 1), pages[at]).toHaveCount(0);
  await login.page.close();
  await new Promise((resolve) => attacker.close(resolve));
});

test("every page forbids frames, inline code and other origins", async ({ application, page, server }) => {
  const { url } = await application.begin();
  const unknown = new URL(url);
  unknown.searchParams.set("client_id", "logi_00000000000000000000000000000000");
  const paths = [
    [String(url), 200],
    [String(url).replace("/oauth/authorize", "/session/new"), 200],
    [`${server.issuer}/session/new`, 200],
    [`${server.issuer}/qr`, 200],
    [String(unknown), 400],
    [`${server.issuer}/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/complete`, 400],
    [`${server.issuer}/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/return#x`, 400],
    [`${server.issuer}/here#x`, 200],
  ] as const;
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.issuer)) elsewhere.push(request.url());
  });
  for (const [path, status] of paths) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(status);
    const headers = response?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain("unsafe");
    expect(headers["x-frame-options"], path).toBe("DENY");
    expect(headers["referrer-policy"], path).toBe("no-referrer");
    expect(headers["cache-control"], path).toBe("no-store");
  }
  expect(elsewhere).toEqual([]);
});

test("the login breaks none of its own rules", async ({ application, login, phone }) => {
  const complaints: string[] = [];
  login.page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  login.page.on("pageerror", (error) => complaints.push(error.message));
  await login.openCode((await application.begin()).url);
  await phone.scan(["--text", await login.codeText()], ["--grant", "email"]);
  await login.page.waitForURL((url) => url.href.startsWith(application.callback));
  expect(complaints).toEqual([]);
});
