// The way back of a login that was approved on this device: the window that the app opens holds the return code, this browser's storage
// the login's key. Both are needed to complete; a window that lacks one of them sends the person back to where they started.

import { type Api, Refused, Unreachable } from "./api.js";
import { completeInput, signProof } from "./browser_key.js";
import { type Keep } from "./keep.js";
import { MalformedAnswer } from "./wire.js";

export type ReturnState = "finishing" | "offline" | "elsewhere";

/** What the page and its address say. */
export interface ReturnFacts {
  readonly issuer: string;
  readonly sessionId: string;
  /** The fragment of the address. */
  readonly code: string;
}

/** HMAC-SHA256 in unpadded base64url. */
const CODE = /^[A-Za-z0-9_-]{43}$/;

export class ReturnFlow {
  constructor(
    private readonly facts: ReturnFacts,
    private readonly show: (state: ReturnState) => void,
    private readonly api: Api,
    private readonly keep: Keep,
  ) {}

  /** Completes, or says why not. May be called again after `offline`. */
  async finish(): Promise<void> {
    this.show("finishing");
    try {
      const url = await this.completeUrl();
      if (url === undefined) this.show("elsewhere");
      else location.replace(url);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) this.show("elsewhere");
      else if (error instanceof Refused || error instanceof Unreachable || error instanceof MalformedAnswer) this.show("offline");
      else throw error;
    }
  }

  /** Where the browser goes; nothing where this window cannot finish the login. */
  private async completeUrl(): Promise<string | undefined> {
    const { issuer, sessionId, code } = this.facts;
    const login = CODE.test(code) ? await this.keep.load(sessionId) : undefined;
    if (login === undefined) return undefined;
    const { status, challenge } = (await this.api.status(sessionId)).answer;
    if (status === "denied" || status === "expired" || status === "failed") return login.complete_path;
    if (status !== "approved" || challenge === undefined) return undefined;
    const proof = await signProof(login.browser_key, completeInput(issuer, sessionId, challenge));
    return `${login.complete_path}?proof=${proof}&return_code=${code}`;
  }
}
