// Chromium comes from the system's packages (LOGI_CHROMIUM names another); the binaries from LOGI_BIN_DIR.
import { defineConfig } from "@playwright/test";

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A name that is no loopback address to the browser: an insecure context.
  "--host-resolver-rules=MAP plain.example 127.0.0.1",
];

export default defineConfig({
  testDir: "specs",
  outputDir: "artifacts/results",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    headless: true,
    locale: "en-GB",
    viewport: { width: 1120, height: 760 },
    launchOptions: {
      executablePath: process.env["LOGI_CHROMIUM"] ?? "/usr/bin/chromium",
      args: CHROMIUM_ARGUMENTS,
    },
  },
});
