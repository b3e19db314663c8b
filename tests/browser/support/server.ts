// A logi server with a clock that the test moves.

import { Running } from "./programs.js";

export interface ClientRequest {
  readonly name: string;
  readonly redirect_uris: readonly string[];
  readonly scopes: readonly string[];
  readonly public: boolean;
  readonly fields: readonly { readonly name: string; readonly required: boolean; readonly purpose: string }[];
  readonly allow_anonymous: boolean | null;
  readonly sector: string | null;
}

export class Server {
  private constructor(
    private readonly running: Running,
    readonly issuer: string,
    private readonly control: string,
  ) {}

  static async start(...args: readonly string[]): Promise<Server> {
    const running = Running.start("logi-harness-server", args);
    const ready = await running.object((object) => "issuer" in object);
    return new Server(running, String(ready["issuer"]), String(ready["control"]));
  }

  get port(): string {
    return new URL(this.issuer).port;
  }

  /** Moves the server's clock forward. */
  advance(seconds: number): Promise<unknown> {
    return this.command("/clock/advance", { seconds });
  }

  async createClient(request: ClientRequest): Promise<{ id: string; secret: string | null }> {
    const made = (await this.command("/clients", request)) as { client_id: string; client_secret: string | null };
    return { id: made.client_id, secret: made.client_secret };
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  private async command(path: string, body: object): Promise<unknown> {
    const response = await fetch(new URL(path, this.control), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
