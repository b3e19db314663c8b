// How the page hears of changes when events come, stop, or never were.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { type Api, Refused, Unreachable } from "../src/api.js";
import { Watch } from "../src/watch.js";
import { type StatusAnswer } from "../src/wire.js";

const SESSION = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const PENDING = { status: "pending", server_time_ms: 1_000, expires_at: 600 };

/** Stands for the browser's own: opened, closed and failed by the test. */
class FakeEvents {
  static readonly OPEN = 1;
  static all: FakeEvents[] = [];
  readyState = 0;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    FakeEvents.all.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  send(data: object | string): void {
    this.readyState = FakeEvents.OPEN;
    this.onmessage?.({ data: typeof data === "string" ? data : JSON.stringify(data) });
  }
  fail(): void {
    this.onerror?.();
  }
  static live(): FakeEvents[] {
    return FakeEvents.all.filter((events) => events.readyState !== 2);
  }
}

let polls = 0;
let heard: string[] = [];
let answerPoll: () => Promise<StatusAnswer>;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  mock.method(Math, "random", () => 0.5);
  FakeEvents.all = [];
  Object.assign(globalThis, { EventSource: FakeEvents });
  polls = 0;
  heard = [];
  answerPoll = async () => statusOf({});
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("listens to events and polls slowly beside them", async () => {
  watching();
  FakeEvents.live()[0]?.send(PENDING);
  assert.deepEqual(heard, ["connected", "event pending"]);
  await pass(29_000);
  assert.equal(polls, 0);
  await pass(1_000);
  assert.equal(polls, 1);
});

test("falls back to polling every three seconds and tries the events again later and later", async () => {
  watching();
  FakeEvents.all[0]?.fail();
  await pass(0);
  assert.equal(polls, 1);
  await pass(999);
  assert.equal(FakeEvents.all.length, 1);
  await pass(1);
  assert.equal(FakeEvents.all.length, 2);
  await pass(2_000);
  assert.equal(polls, 2);
  FakeEvents.all[1]?.fail();
  await pass(1_999);
  assert.equal(FakeEvents.all.length, 2);
  await pass(1);
  assert.equal(FakeEvents.all.length, 3);
  FakeEvents.all[2]?.send(PENDING);
  const before = polls;
  await pass(29_000);
  assert.equal(polls, before);
});

test("keeps polling at its pace while each new stream fails", async () => {
  watching();
  FakeEvents.all[0]?.fail();
  await pass(0);
  for (let second = 1; second <= 12; second += 1) {
    await pass(1_000);
    for (const events of FakeEvents.live()) events.fail();
  }
  assert.equal(polls, 5);
});

test("says when the server cannot be heard, and when it can again", async () => {
  answerPoll = () => Promise.reject(new Unreachable());
  watching();
  FakeEvents.all[0]?.fail();
  await pass(0);
  assert.deepEqual(heard, ["lost"]);
  answerPoll = async () => statusOf({});
  await pass(3_000);
  assert.deepEqual(heard, ["lost", "connected", "read pending"]);
});

test("takes a restarting server for a lost connection, not for an end", async () => {
  answerPoll = () => Promise.reject(new Refused(503, "temporarily_unavailable", 1));
  watching();
  FakeEvents.all[0]?.fail();
  await pass(0);
  assert.deepEqual(heard, ["lost"]);
});

test("gives up a session that the server does not know", async () => {
  answerPoll = () => Promise.reject(new Refused(404, "not_found", undefined));
  watching();
  FakeEvents.all[0]?.fail();
  await pass(0);
  assert.deepEqual(heard, ["gone"]);
  await pass(60_000);
  assert.equal(polls, 1);
  assert.equal(FakeEvents.live().length, 0);
});

test("waits as long as a limit asks", async () => {
  answerPoll = () => Promise.reject(new Refused(429, "rate_limited", 20));
  watching();
  FakeEvents.all[0]?.fail();
  await pass(0);
  assert.equal(polls, 1);
  await pass(19_000);
  assert.equal(polls, 1);
  await pass(1_000);
  assert.equal(polls, 2);
});

test("stops listening after a terminal status", async () => {
  watching();
  FakeEvents.all[0]?.send({ ...PENDING, status: "denied" });
  assert.deepEqual(heard, ["connected", "event denied"]);
  await pass(60_000);
  assert.equal(polls, 0);
  assert.equal(FakeEvents.live().length, 0);
});

test("reads the truth at once on a fresh connection after a sleep", async () => {
  const watch = watching();
  FakeEvents.all[0]?.send(PENDING);
  watch.refresh();
  await pass(0);
  assert.equal(polls, 1);
  assert.equal(FakeEvents.live().length, 1);
  assert.equal(FakeEvents.all.length, 2);
  FakeEvents.all[0]?.onmessage?.({ data: JSON.stringify({ ...PENDING, status: "denied" }) });
  assert.ok(!heard.includes("event denied"));
});

test("treats an event it cannot read as a lost stream", async () => {
  watching();
  FakeEvents.all[0]?.send("{");
  await pass(0);
  assert.equal(FakeEvents.live().length, 0);
  assert.equal(polls, 1);
});

function watching(): Watch {
  const api = {
    status: async () => {
      polls += 1;
      return { answer: await answerPoll(), sentAt: 0, receivedAt: 0 };
    },
  } as unknown as Api;
  const watch = new Watch(api, SESSION, "/events", {
    read: ({ answer }) => heard.push(`read ${answer.status}`),
    event: ({ status }) => heard.push(`event ${status}`),
    gone: () => heard.push("gone"),
    connected: (is) => heard.push(is ? "connected" : "lost"),
  });
  watch.start();
  return watch;
}

function statusOf(members: Partial<StatusAnswer>): StatusAnswer {
  return {
    status: "pending",
    server_time_ms: 1_000,
    expires_at: 600,
    platform: undefined,
    words: [],
    second_scan: false,
    challenge: undefined,
    return_expires_at: undefined,
    ...members,
  };
}

/** Lets time pass on the test's clock, and what waits on promises run. */
async function pass(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds);
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}
