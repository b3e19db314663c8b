// What the page does when its ways of hearing overtake each other.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { type Api } from "../src/api.js";
import { importFrameSecret } from "../src/frame.js";
import { type Keep, type KeptLogin } from "../src/keep.js";
import { LoginFlow } from "../src/login_flow.js";
import { type View } from "../src/view.js";
import { type StatusAnswer } from "../src/wire.js";

const LOGIN = { session_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7", authorize: "{}", expires_at: 600, events_path: "/events" };

/** Stands for the browser's own; the test sends its events. */
class FakeEvents {
  static readonly OPEN = 1;
  static newest: FakeEvents | undefined;
  readyState = 1;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    FakeEvents.newest = this;
  }
  close(): void {}
}

function hear(status: StatusAnswer): void {
  FakeEvents.newest?.onmessage?.({ data: JSON.stringify(status) });
}

function scanned(expiresAt: number): StatusAnswer {
  const known = { platform: "ios", words: ["you", "water"], second_scan: false, challenge: undefined, return_expires_at: undefined };
  return { status: "scanned", server_time_ms: 1_000, expires_at: expiresAt, ...known };
}

/** A page on which a phone scanned, and what it was made to show. */
async function scannedPage(extend: () => StatusAnswer): Promise<{ flow: LoginFlow; shown: string[] }> {
  const shown: string[] = [];
  const show = (name: string | symbol) => (first: unknown) => void shown.push(`${String(name)} ${String(first)}`);
  const view = new Proxy({}, { get: (_, name) => show(name) }) as View;
  const timed = (answer: StatusAnswer) => ({ answer, sentAt: 0, receivedAt: 0 });
  const api = { status: async () => timed(scanned(600)), extend: async () => timed(extend()) } as unknown as Api;
  const keep = { resume: async () => LOGIN as KeptLogin, save: async () => {} } as unknown as Keep;
  const page = { issuer: "", authorize: "{}", request: {}, csrfToken: "", locale: "en", cancelUrl: "" };
  const flow = new LoginFlow(page, view, api, keep);
  await flow.resume();
  hear(scanned(600));
  shown.length = 0;
  return { flow, shown };
}

/** A page that shows a code, and where it went. */
async function codePage(here: () => unknown, status?: () => StatusAnswer): Promise<{ flow: LoginFlow; shown: string[]; went: string[]; kept: KeptLogin[] }> {
  const shown: string[] = [];
  const went: string[] = [];
  const kept: KeptLogin[] = [];
  Object.assign(globalThis, { location: { assign: (url: string) => went.push(url) }, document: { hidden: false } });
  const show = (name: string | symbol) => (first: unknown) => void shown.push(`${String(name)} ${String(first)}`);
  const view = new Proxy({}, { get: (_, name) => show(name) }) as View;
  const pending = { status: "pending", server_time_ms: 1_000, expires_at: 600, words: [], second_scan: false };
  const timed = (answer: unknown) => ({ answer, sentAt: 0, receivedAt: 0 });
  const api = { status: async () => timed(status?.() ?? pending), here: async () => timed(here()) } as unknown as Api;
  const save = async (login: KeptLogin) => {
    kept.push(login);
    return true;
  };
  const frame_key = await importFrameSecret("jLGZ-mhVscJYt4ID9eDfpmW7uAMNLLGHnar_IcE-Gzk");
  const login = { ...LOGIN, qr_payload: "payload", frame_key, frame_seconds: 2, started_at_ms: 0 } as unknown as KeptLogin;
  const keep = { resume: async () => login, save, remove: async () => {} } as unknown as Keep;
  const page = { issuer: "", authorize: "{}", request: {}, csrfToken: "", locale: "en", cancelUrl: "" };
  const flow = new LoginFlow(page, view, api, keep);
  await flow.resume();
  hear(pending as unknown as StatusAnswer);
  shown.length = 0;
  return { flow, shown, went, kept };
}

/** Until what was answered is heard. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const LINK = "https://open.example/here#link";

test("opens the app of this device by the link, and leaves the rest to the window that the app opens", async () => {
  const { flow, shown, went, kept } = await codePage(() => ({ link: LINK }));
  await flow.openHere();
  assert.deepEqual(went, [LINK]);
  assert.equal(kept.at(-1)?.here, LINK);
  assert.ok(shown.includes(`here ${LINK}`) && shown.includes("show here"), shown.join());
  hear({ ...scanned(600), status: "approved", challenge: "c", return_expires_at: 61 });
  assert.ok(shown.includes("show back-here"), shown.join());
  hear({ ...scanned(600), status: "completed" });
  assert.ok(shown.includes("show done-here"), shown.join());
  assert.ok(!shown.includes("show approved") && !shown.includes("show used"), shown.join());
  assert.deepEqual(went, [LINK]);
});

test("asks when the return code has ended, and says so where nobody came back", async () => {
  const began = Date.now();
  const approved = (): StatusAnswer => ({
    ...scanned(600),
    status: "approved",
    server_time_ms: 1_000 + Date.now() - began,
    return_expires_at: 61,
  });
  const { flow, shown } = await codePage(() => ({ link: LINK }), approved);
  await flow.openHere();
  hear(approved());
  mock.timers.tick(59_999);
  await settled();
  assert.ok(shown.includes("show back-here") && !shown.includes("show late-here"), shown.join());
  for (let tick = 0; tick < 3; tick += 1) {
    mock.timers.tick(1);
    await settled();
  }
  assert.ok(shown.includes("show late-here"), shown.join());
});

test("opens nothing where a phone scanned first", async () => {
  const { flow, shown, went } = await codePage(() => scanned(600));
  await flow.openHere();
  assert.deepEqual(went, []);
  assert.ok(shown.includes("show scanned"), shown.join());
});

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  Object.assign(globalThis, { EventSource: FakeEvents });
});

afterEach(() => mock.timers.reset());

test("says that there is no more time where the end did not move", async () => {
  const { flow, shown } = await scannedPage(() => scanned(600));
  await flow.extend();
  assert.ok(shown.includes("noMoreTime true"), shown.join());
});

test("more time is more time though an event told of it before the answer", async () => {
  const { flow, shown } = await scannedPage(() => {
    hear(scanned(1_200));
    return scanned(1_200);
  });
  await flow.extend();
  assert.ok(shown.includes("extended undefined"), shown.join());
  assert.ok(!shown.includes("noMoreTime true"), shown.join());
});
