// The browser's own P-256 key: made for one login, never readable, and the proof it signs so that only this browser can complete.

import { type Bytes, ascii, base64urlOf, joined, parseBase64url, parseUuid, u16 } from "./encoding.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

export async function makeBrowserKey(): Promise<{ privateKey: CryptoKey; publicJwk: PublicJwk }> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const { x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  if (x === undefined || y === undefined) throw new TypeError("the browser exported no coordinates");
  return { privateKey, publicJwk: { kty: "EC", crv: "P-256", x, y } };
}

/** `logi-complete-v1` 00 ‖ length ‖ origin ‖ session ‖ challenge. */
export function completeInput(origin: string, sessionId: string, challenge: string): Bytes {
  const text = ascii(origin);
  return joined(
    ascii("logi-complete-v1"),
    new Uint8Array(1),
    u16(text.length),
    text,
    parseUuid(sessionId),
    parseBase64url(challenge),
  );
}

/** ES256 over the input, r‖s in base64url. */
export async function signProof(privateKey: CryptoKey, input: Bytes): Promise<string> {
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, input);
  return base64urlOf(new Uint8Array(signature));
}
