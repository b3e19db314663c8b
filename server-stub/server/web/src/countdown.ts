// The time left, in server time, and the moments in it that matter: the last minute, the end, and a clock that cannot be trusted.

import { type ServerClock } from "./clock.js";

const TICK_MS = 250;
const LAST_MINUTE_SECONDS = 60;
/** While the time is over or the clock is unsure, the server is asked at most this often. */
const ASK_MS = 3_000;

export interface CountdownHearer {
  left(seconds: number): void;
  lastMinute(is: boolean): void;
  /** The time is over by this page's clock; the server decides. */
  over(): void;
  /** The server's time or verdict is needed. */
  unsure(): void;
}

export class Countdown {
  private timer: ReturnType<typeof setInterval> | undefined;
  private expiresAt = 0;
  private askedAt = 0;

  constructor(
    private readonly clock: ServerClock,
    private readonly hearer: CountdownHearer,
  ) {}

  start(expiresAt: number): void {
    this.expiresAt = expiresAt;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  stop(): void {
    clearInterval(this.timer);
    this.hearer.lastMinute(false);
  }

  private tick(): void {
    const seconds = this.expiresAt - this.clock.now() / 1_000;
    this.hearer.left(seconds);
    this.hearer.lastMinute(seconds <= LAST_MINUTE_SECONDS);
    if (seconds <= 0) this.hearer.over();
    if ((seconds <= 0 || this.clock.hasJumped()) && performance.now() - this.askedAt > ASK_MS) {
      this.askedAt = performance.now();
      this.hearer.unsure();
    }
  }
}
