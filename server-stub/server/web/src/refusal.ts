// What the page says when no code could be made: by the status, since every code of a status asks for the same next step.

import { Refused, Unreachable } from "./api.js";

/** A sentence of the page, by its name, and how long to wait where that is known. */
export interface Reaction {
  readonly phrase: "offline" | "rate-limited" | "stale-page" | "refused" | "unavailable";
  readonly seconds: number | undefined;
}

const UNSAID_WAIT_SECONDS = 60;

export function reactionTo(error: unknown): Reaction {
  if (error instanceof Unreachable) return { phrase: "offline", seconds: undefined };
  if (!(error instanceof Refused)) return { phrase: "unavailable", seconds: undefined };
  if (error.status === 429) return { phrase: "rate-limited", seconds: error.retryAfterSeconds ?? UNSAID_WAIT_SECONDS };
  if (error.status === 403) return { phrase: "stale-page", seconds: undefined };
  return { phrase: error.status < 500 ? "refused" : "unavailable", seconds: undefined };
}
