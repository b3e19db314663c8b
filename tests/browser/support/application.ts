// A third party that uses logi through a published client, on another host than logi.

import { type Server as HttpServer, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import * as oidc from "openid-client";
import { type ClientRequest, type Server } from "./server.js";

export const NAME = "Northwind Books";

/** One attempt to log in, as the application remembers it. */
export interface Attempt {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export class Application {
  private constructor(
    private readonly http: HttpServer,
    private readonly config: oidc.Configuration,
    readonly callback: string,
  ) {}

  static async register(server: Server, wish: Partial<ClientRequest> = {}): Promise<Application> {
    const http = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Northwind</title><h1>Welcome back</h1>");
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const callback = `http://127.0.0.1:${(http.address() as AddressInfo).port}/callback`;
    const client = await server.createClient({
      name: NAME,
      redirect_uris: [callback],
      scopes: ["openid", "profile:basic", "email"],
      public: false,
      fields: [{ name: "email", required: true, purpose: "to send receipts" }],
      allow_anonymous: true,
      sector: null,
      ...wish,
    });
    const config = await oidc.discovery(new URL(server.issuer), client.id, client.secret ?? undefined, undefined, {
      execute: [oidc.allowInsecureRequests],
    });
    return new Application(http, config, callback);
  }

  /** Makes an authorize request, as pressing "Log in with logi" does. */
  async begin(more: Readonly<Record<string, string>> = {}): Promise<Attempt> {
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(this.config, {
      redirect_uri: this.callback,
      scope: "openid profile:basic email",
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
      ...more,
    });
    return { url, verifier, state, nonce };
  }

  /** Redeems the code of a callback. The client verifies issuer, signature, audience, nonce and times. */
  finish(attempt: Attempt, callback: string): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> {
    return oidc.authorizationCodeGrant(this.config, new URL(callback), {
      pkceCodeVerifier: attempt.verifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    });
  }

  userinfo(accessToken: string, subject: string): Promise<oidc.UserInfoResponse> {
    return oidc.fetchUserInfo(this.config, accessToken, subject);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.http.close(resolve));
  }
}
