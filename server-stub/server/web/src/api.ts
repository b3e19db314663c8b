// Calls to the server: same origin, cookies by the browser, the CSRF token on every POST.

import { type PublicJwk } from "./browser_key.js";
import {
  type LinkAnswer,
  type StartAnswer,
  type StatusAnswer,
  parseExtendAnswer,
  parseHereAnswer,
  parseStartAnswer,
  parseStatusAnswer,
} from "./wire.js";

const TIMEOUT_MS = 15_000;

/** The server answered with an error. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(`${status} ${code}`);
  }
}

/** No answer came. */
export class Unreachable extends Error {}

/** An answer with the local times between which it was made. */
export interface Timed<T> {
  readonly answer: T;
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface StartBody extends Readonly<Record<string, unknown>> {
  readonly locale: string;
  readonly reduced_motion: boolean;
  readonly browser_key: PublicJwk;
}

export class Api {
  constructor(private readonly csrfToken: string) {}

  start(body: StartBody): Promise<Timed<StartAnswer>> {
    return this.call("POST", "/oauth/qr/start", parseStartAnswer, body);
  }

  extend(sessionId: string): Promise<Timed<StartAnswer | StatusAnswer>> {
    return this.call("POST", `/oauth/qr/${sessionId}/extend`, parseExtendAnswer);
  }

  here(sessionId: string): Promise<Timed<LinkAnswer | StatusAnswer>> {
    return this.call("POST", `/oauth/qr/${sessionId}/here`, parseHereAnswer);
  }

  cancel(sessionId: string): Promise<Timed<StatusAnswer>> {
    return this.call("POST", `/oauth/qr/${sessionId}/cancel`, parseStatusAnswer);
  }

  status(sessionId: string): Promise<Timed<StatusAnswer>> {
    return this.call("GET", `/oauth/qr/${sessionId}/status`, parseStatusAnswer);
  }

  private async call<T>(
    method: "GET" | "POST",
    path: string,
    parse: (value: unknown) => T,
    body?: StartBody,
  ): Promise<Timed<T>> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRF-Token"] = this.csrfToken;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const init: RequestInit = { method, headers, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) };
    if (body !== undefined) init.body = JSON.stringify(body);
    const sentAt = Date.now();
    let response: Response;
    let value: unknown;
    try {
      response = await fetch(path, init);
      value = response.ok ? await response.json() : await response.json().catch(() => null);
    } catch (cause) {
      throw new Unreachable("no answer", { cause });
    }
    if (!response.ok) throw refusalOf(response, value);
    return { answer: parse(value), sentAt, receivedAt: Date.now() };
  }
}

function refusalOf(response: Response, value: unknown): Refused {
  const code = typeof value === "object" && value !== null && "error" in value ? String(value.error) : "";
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Refused(response.status, code, Number.isNaN(seconds) ? undefined : seconds);
}
