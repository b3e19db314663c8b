// The programs under test, run as a person would run them.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const BUILT = fileURLToPath(new URL("../../../target/debug", import.meta.url));

/** A program built by cargo. */
export function program(name: string): string {
  return `${process.env["LOGI_BIN_DIR"] ?? BUILT}/${name}`;
}

/** A running program whose lines of output can be awaited. */
export class Running {
  private readonly lines: string[] = [];
  private waiting: (() => void)[] = [];
  private errors = "";
  private code: number | null | undefined;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcessWithoutNullStreams,
  ) {
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      this.lines.push(...parts);
      this.wake();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    // A program that has its answer may end before it has read every line.
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => (this.errors += error.message));
    child.on("close", (code) => {
      this.code = code;
      this.wake();
    });
  }

  static start(name: string, args: readonly string[]): Running {
    return new Running(name, spawn(program(name), args, { stdio: "pipe" }));
  }

  /** The next line of output that is a JSON object for which the question is answered yes. */
  async object(is: (object: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      while (this.lines.length > 0) {
        const object = parse(this.lines.shift() ?? "");
        if (object !== undefined && is(object)) return object;
      }
      if (this.code !== undefined) throw new Error(`${this.name} ended with ${this.code}: ${this.errors}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  write(text: string): void {
    this.child.stdin.write(text);
  }

  /** Closes the input and waits for the end. */
  async ended(): Promise<number | null> {
    this.child.stdin.end();
    while (this.code === undefined) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.code;
  }

  /** Asks the program to stop and waits until it has. */
  async stop(): Promise<void> {
    if (this.code === undefined) this.child.kill("SIGTERM");
    await this.ended();
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  return JSON.parse(line) as Record<string, unknown>;
}
