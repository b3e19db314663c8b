// How the page learns of changes: the event stream, and polling while there is none. The server's row is the truth; every way of
// hearing delivers the whole status, so a lost event costs nothing.

import { type Api, Refused, type Timed, Unreachable } from "./api.js";
import { MalformedAnswer, type StatusAnswer, isTerminal, parseStatusAnswer } from "./wire.js";

const POLL_MS = 3_000;
/** While events arrive, the status is still read at this pace: a connection can die without a word. */
const SLOW_POLL_MS = 30_000;
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
const LONGEST_BACKOFF_MS = 30_000;

export interface Hearer {
  /** A status read by a timed call. */
  read(timed: Timed<StatusAnswer>): void;
  /** A status that came as an event. */
  event(status: StatusAnswer): void;
  /** The server does not know this browser's session. */
  gone(): void;
  /** Whether the server can be heard. */
  connected(is: boolean): void;
}

export class Watch {
  private events: EventSource | undefined;
  private failures = 0;
  private reconnect: ReturnType<typeof setTimeout> | undefined;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly api: Api,
    private readonly sessionId: string,
    private readonly eventsPath: string,
    private readonly hearer: Hearer,
  ) {}

  start(): void {
    this.stopped = false;
    this.listen();
    this.pollIn(POLL_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.reconnect);
    clearTimeout(this.poll);
    this.events?.close();
    this.events = undefined;
  }

  /** Reads the truth at once, on a fresh connection: the machine woke, the network came back, the clock jumped. */
  refresh(): void {
    if (this.stopped) return;
    this.events?.close();
    this.failures = 0;
    this.listen();
    this.pollIn(0);
  }

  private listen(): void {
    clearTimeout(this.reconnect);
    const events = new EventSource(this.eventsPath);
    this.events = events;
    events.onmessage = (message) => this.hear(events, String(message.data));
    events.onerror = () => {
      if (this.events === events) this.lose();
    };
  }

  private hear(events: EventSource, data: string): void {
    if (this.events !== events) return;
    let status: StatusAnswer;
    try {
      status = parseStatusAnswer(JSON.parse(data));
    } catch {
      this.lose();
      return;
    }
    this.failures = 0;
    this.hearer.connected(true);
    if (isTerminal(status.status)) this.stop();
    else this.pollIn(SLOW_POLL_MS);
    this.hearer.event(status);
  }

  private lose(): void {
    this.events?.close();
    this.events = undefined;
    const wait = BACKOFF_MS[this.failures] ?? LONGEST_BACKOFF_MS;
    this.failures += 1;
    clearTimeout(this.reconnect);
    this.reconnect = setTimeout(() => this.listen(), wait * (0.75 + Math.random() / 2));
    if (this.failures === 1) this.pollIn(0);
  }

  private pollIn(wait: number): void {
    clearTimeout(this.poll);
    this.poll = setTimeout(() => void this.readStatus(), wait);
  }

  private async readStatus(): Promise<void> {
    let wait = this.events?.readyState === EventSource.OPEN ? SLOW_POLL_MS : POLL_MS;
    try {
      const timed = await this.api.status(this.sessionId);
      if (this.stopped) return;
      this.hearer.connected(true);
      if (isTerminal(timed.answer.status)) this.stop();
      this.hearer.read(timed);
    } catch (error) {
      if (this.stopped) return;
      if (error instanceof Refused && error.status === 404) {
        this.stop();
        this.hearer.gone();
      } else if (error instanceof Refused && error.status === 429) {
        wait = Math.max(wait, (error.retryAfterSeconds ?? 0) * 1_000);
      } else if (error instanceof Refused || error instanceof Unreachable || error instanceof MalformedAnswer) {
        this.hearer.connected(false);
      } else {
        throw error;
      }
    }
    if (!this.stopped) this.pollIn(wait);
  }
}
