// The page against the wire contract: every keyed and signed input, every answer it reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import code from "../../../../tests/wire/code.json" with { type: "json" };
import complete from "../../../../tests/wire/complete.json" with { type: "json" };
import errors from "../../../../tests/wire/errors.json" with { type: "json" };
import frame from "../../../../tests/wire/frame.json" with { type: "json" };
import keys from "../../../../tests/wire/keys.json" with { type: "json" };
import start from "../../../../tests/wire/start.json" with { type: "json" };
import status from "../../../../tests/wire/status.json" with { type: "json" };
import { Refused } from "../src/api.js";
import { completeInput, makeBrowserKey, signProof } from "../src/browser_key.js";
import { encode, moduleSize } from "../src/drawing.js";
import { type Bytes, crockfordOf, parseBase64url, parseUuid, u16 } from "../src/encoding.js";
import { frameInput, frameText, importFrameSecret, stepAt } from "../src/frame.js";
import { reactionTo } from "../src/refusal.js";
import { MalformedAnswer, parseExtendAnswer, parseStartAnswer, parseStatusAnswer } from "../src/wire.js";

const hexOf = (bytes: Bytes): string => Buffer.from(bytes).toString("hex");
const bytesOf = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, "hex"));
const started = start.cases.find((found) => found.name === "as the page sends it");
assert.ok(started?.response.body);

test("writes Crockford base32 as the contract does", () => {
  for (const { bytes_hex, crockford } of code.crockford) assert.equal(crockfordOf(bytesOf(bytes_hex)), crockford);
});

test("keys a frame's code by the frame secret and the step", async () => {
  for (const { frame_secret, parts, input_hex, code: expected, step_text } of frame.codes) {
    assert.equal(hexOf(frameInput(parts.step)), input_hex);
    const key = await importFrameSecret(frame_secret);
    assert.equal(await frameText("payload", key, parts.step), `payload.${step_text}.${expected}`);
    assert.equal(key.extractable, false);
  }
});

test("finds the step of a moment in server time", () => {
  for (const { period_s, started_at_ms, server_time_ms, step } of frame.steps) {
    assert.equal(stepAt(server_time_ms, started_at_ms, period_s), step);
  }
});

test("never leaves the steps that a code can say", () => {
  assert.equal(stepAt(0, 10_000, 2), 0);
  assert.equal(stepAt(1e12, 0, 2), 0xffff);
  assert.equal(crockfordOf(u16(0xffff)), "ZZZG");
});

test("shows each moment's frame of a started login", async () => {
  const answer = parseStartAnswer(started.response.body);
  const key = await importFrameSecret(answer.frame_secret);
  for (const { server_time_ms, text } of start.frames) {
    const step = stepAt(server_time_ms, answer.started_at_ms, answer.frame_seconds);
    assert.equal(await frameText(answer.qr_payload, key, step), text);
  }
});

test("signs the completion's input under a key that cannot be read", async () => {
  for (const { parts, input_hex } of complete.signatures) {
    assert.equal(hexOf(completeInput(parts.origin, parts.session_id, parts.challenge)), input_hex);
  }
  const { privateKey, publicJwk } = await makeBrowserKey();
  await assert.rejects(crypto.subtle.exportKey("jwk", privateKey));
  assert.deepEqual(Object.keys(publicJwk), ["kty", "crv", "x", "y"]);
  const input = completeInput(keys.issuer, keys.session_id, complete.challenge);
  const proof = parseBase64url(await signProof(privateKey, input));
  assert.equal(proof.length, 64);
  assert.ok(await verifies(publicJwk, proof, input));
});

test("agrees with the contract's own proofs", async () => {
  for (const { input_hex, signature } of complete.signatures) {
    assert.ok(await verifies(keys.ec.browser.public, parseBase64url(signature), bytesOf(input_hex)));
  }
});

test("reads every answer of start and extend", () => {
  for (const { name, response } of start.cases) {
    if (response.status === 200) assert.equal(parseStartAnswer(response.body).session_id.length, 36, name);
  }
  for (const { name, response } of status.actions) {
    if (response.status !== 200) continue;
    const answer = parseExtendAnswer(response.body);
    assert.equal("qr_payload" in answer, name === "extend while pending: a new generation", name);
  }
});

test("reads every status", () => {
  for (const { object } of status.objects) {
    const read = parseStatusAnswer(object);
    assert.equal(read.status, object.status);
    assert.equal(read.platform, object.platform);
    assert.deepEqual(read.words, object.words ?? []);
    assert.equal(read.second_scan, object.second_scan ?? false);
    assert.equal(read.challenge, object.challenge);
    assert.equal(read.expires_at, object.expires_at);
  }
});

test("refuses an answer that is not the protocol's", () => {
  const good = status.objects[0]?.object;
  assert.ok(good);
  const bad = [null, [], "pending", { ...good, status: "paused" }, { ...good, expires_at: "1" }, { ...good, server_time_ms: 1.5 }];
  for (const value of bad) assert.throws(() => parseStatusAnswer(value), MalformedAnswer);
});

test("follows no path to another origin", () => {
  for (const path of ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", ""]) {
    assert.throws(() => parseStartAnswer({ ...started.response.body, complete_path: path }), MalformedAnswer);
    assert.throws(() => parseStartAnswer({ ...started.response.body, events_path: path }), MalformedAnswer);
  }
});

test("refuses text that is not base64url or a UUID", () => {
  for (const text of ["a+b", "a/b", "ab=", "a b"]) assert.throws(() => parseBase64url(text), SyntaxError);
  for (const text of ["", keys.session_id.toUpperCase(), `${keys.session_id}0`]) {
    assert.throws(() => parseUuid(text), SyntaxError);
  }
});

test("has a next step for every refusal of the browser's endpoints", () => {
  const expected: Readonly<Record<string, string>> = {
    invalid_csrf_token: "stale-page",
    rate_limited: "rate-limited",
    temporarily_unavailable: "unavailable",
  };
  for (const { error, status: answered } of errors.oauth.codes) {
    const { phrase, seconds } = reactionTo(new Refused(answered, error, undefined));
    assert.equal(phrase, expected[error] ?? "refused", error);
    assert.equal(seconds, phrase === "rate-limited" ? 60 : undefined);
  }
});

test("draws version 8 for the hosts the protocol names, never smaller than it can be read", () => {
  for (const text of [code.text.development, code.text.production]) {
    const { size } = encode(text);
    assert.equal(size, 49);
    for (const [width, ratio] of [[100, 1], [280, 1], [320, 1], [304, 2], [320, 1.25], [320, 3]] as const) {
      const scale = moduleSize(size, width, ratio);
      assert.ok(Number.isInteger(scale));
      assert.ok((size * scale) / ratio >= 240, `${width} at ${ratio}`);
    }
  }
});

function verifies(jwk: JsonWebKey, signature: Bytes, input: Bytes): Promise<boolean> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  return crypto.subtle
    .importKey("jwk", jwk, algorithm, true, ["verify"])
    .then((key) => crypto.subtle.verify(algorithm, key, signature, input));
}
