// Server time: the local clock plus an offset read from the server's answers.

import { type Timed } from "./api.js";

/** An event has no time of departure: only a difference above this is believed. */
const EVENT_TOLERANCE_MS = 2_000;
/** A wall clock that leaves the monotonic one by more than this was set, or the machine slept. */
const JUMP_MS = 1_500;

export class ServerClock {
  private offset = 0;
  private skew = skewNow();

  now(): number {
    return Date.now() + this.offset;
  }

  /** Takes the time of an answer whose way there and back was timed. */
  setFromAnswer({ answer, sentAt, receivedAt }: Timed<{ readonly server_time_ms: number }>): void {
    this.offset = answer.server_time_ms - (sentAt + receivedAt) / 2;
    this.skew = skewNow();
  }

  /** Takes the time of an event, which is late by an unknown delay. */
  setFromEvent(serverTimeMs: number): void {
    if (Math.abs(serverTimeMs - this.now()) > EVENT_TOLERANCE_MS) this.offset = serverTimeMs - Date.now();
  }

  /** Whether the machine slept or its clock was set since the offset was read. */
  hasJumped(): boolean {
    return Math.abs(skewNow() - this.skew) > JUMP_MS;
  }
}

function skewNow(): number {
  return Date.now() - performance.now();
}
