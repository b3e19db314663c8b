// The live code: one frame per step of server time.

import { type ServerClock } from "./clock.js";
import { frameText, stepAt, stepBeginsAt } from "./frame.js";
import { type KeptLogin } from "./keep.js";

/** Shows a frame's whole text. */
export type ShowFrame = (text: string) => void;

export class FrameTicker {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private run = 0;

  constructor(
    private readonly clock: ServerClock,
    private readonly show: ShowFrame,
  ) {}

  /** Begins or goes on with a login's frames; earlier frames of another login or generation are never shown after this. */
  start(login: KeptLogin): void {
    this.stop();
    void this.tick(login, this.run, undefined);
  }

  stop(): void {
    this.run += 1;
    clearTimeout(this.timer);
  }

  private async tick(login: KeptLogin, run: number, shown: number | undefined): Promise<void> {
    const step = stepAt(this.clock.now(), login.started_at_ms, login.frame_seconds);
    if (step !== shown) {
      const text = await frameText(login.qr_payload, login.frame_key, step);
      if (run !== this.run) return;
      this.show(text);
    }
    const wait = stepBeginsAt(step + 1, login.started_at_ms, login.frame_seconds) - this.clock.now();
    this.timer = setTimeout(() => void this.tick(login, run, step), Math.max(wait, 20));
  }
}
