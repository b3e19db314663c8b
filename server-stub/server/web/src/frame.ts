// The rotating part of a code: which step it is, and the code of a step under the session's frame secret.

import { type Bytes, ascii, crockfordOf, joined, parseBase64url, u16 } from "./encoding.js";

const LAST_STEP = 0xffff;
const CODE_BYTES = 16;

/** Imports the frame secret as a key that cannot be read back. */
export async function importFrameSecret(secret: string): Promise<CryptoKey> {
  const bytes = parseBase64url(secret);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  bytes.fill(0);
  return key;
}

/** The step at a time of the server. */
export function stepAt(serverTimeMs: number, startedAtMs: number, frameSeconds: number): number {
  const step = Math.floor((serverTimeMs - startedAtMs) / (frameSeconds * 1000));
  return Math.min(Math.max(step, 0), LAST_STEP);
}

/** When a step begins, in server time. */
export function stepBeginsAt(step: number, startedAtMs: number, frameSeconds: number): number {
  return startedAtMs + step * frameSeconds * 1000;
}

/** `logi-frame-v1` 00 ‖ step. */
export function frameInput(step: number): Bytes {
  return joined(ascii("logi-frame-v1"), new Uint8Array(1), u16(step));
}

/** The whole text of a frame: the signed payload, the step and the step's code. */
export async function frameText(payload: string, frameKey: CryptoKey, step: number): Promise<string> {
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", frameKey, frameInput(step)));
  return `${payload}.${crockfordOf(u16(step))}.${crockfordOf(mac.slice(0, CODE_BYTES))}`;
}
