// A virtual phone on the real core.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Running } from "./programs.js";

/** Exit codes of logi-phone. */
export const APPROVED = 0;
export const DENIED = 3;
export const REFUSED_BY_SERVER = 5;

export type Decision = readonly ["--approve"] | readonly ["--deny"] | readonly ["--grant", string];
export type Code = readonly ["--text", string] | readonly ["--image", string];

/** What a finished command said last, and its exit code. */
export interface Outcome {
  readonly exit: number | null;
  readonly last: Readonly<Record<string, unknown>>;
}

export class Phone {
  private constructor(
    private readonly issuer: string,
    private readonly home: string,
  ) {}

  /** A phone fresh from its box, enrolled. */
  static async enrolled(issuer: string, ...profile: readonly string[]): Promise<Phone> {
    const phone = new Phone(issuer, await mkdtemp(join(tmpdir(), "logi-phone-")));
    await phone.run("enrol");
    if (profile.length > 0) await phone.run("profile", "set", ...profile);
    return phone;
  }

  /** Scans and answers at once. */
  scan(code: Code, decision: Decision): Promise<Outcome> {
    return this.run("scan", ...code, ...decision);
  }

  /** Opens a link, as a browser on the phone's own device does, and answers at once. */
  open(link: string, decision: Decision): Promise<Outcome> {
    return this.run("--link-host", new URL(link).host, "open", link, ...decision);
  }

  /** Scans and waits with the answer. Says what the person is shown. */
  async scanOnly(code: Code): Promise<{ presented: Readonly<Record<string, unknown>>; answer: (yes: boolean) => Promise<Outcome> }> {
    const running = this.start("scan", ...code);
    const presented = await running.object((object) => object["state"] === "presented");
    return {
      presented,
      answer: async (yes) => {
        const fields = Array.isArray(presented["fields"]) ? presented["fields"].length : 0;
        // It asks for each field, then for the login.
        running.write((yes ? "y\n" : "n\n").repeat(1 + fields));
        return outcomeOf(running);
      },
    };
  }

  async throwAway(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }

  private run(...args: readonly string[]): Promise<Outcome> {
    return outcomeOf(this.start(...args));
  }

  private start(...args: readonly string[]): Running {
    return Running.start("logi-phone", ["--server", this.issuer, "--home", this.home, "--json", ...args]);
  }
}

async function outcomeOf(running: Running): Promise<Outcome> {
  const last = await running.object((object) => "outcome" in object);
  return { exit: await running.ended(), last };
}
