// The window that the app comes back to: what it refuses to finish, and what it sends.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import here from "../../../../tests/wire/here.json" with { type: "json" };
import keys from "../../../../tests/wire/keys.json" with { type: "json" };
import complete from "../../../../tests/wire/complete.json" with { type: "json" };
import { type Api, Refused, Unreachable } from "../src/api.js";
import { completeInput, makeBrowserKey } from "../src/browser_key.js";
import { parseBase64url } from "../src/encoding.js";
import { type Keep, type KeptLogin } from "../src/keep.js";
import { ReturnFlow } from "../src/return_flow.js";
import { MalformedAnswer, parseHereAnswer } from "../src/wire.js";

const CODE = here.return_codes[0]?.mac ?? "";
const COMPLETE_PATH = `/oauth/qr/${keys.session_id}/complete`;

let went: string[] = [];

beforeEach(() => {
  went = [];
  Object.assign(globalThis, { location: { replace: (url: string) => went.push(url) } });
});

/** A window of the browser that holds the login's key, unless it is another. */
async function comeBack(code: string, answer: () => unknown, isKept = true) {
  const { privateKey, publicJwk } = await makeBrowserKey();
  const login = { session_id: keys.session_id, complete_path: COMPLETE_PATH, browser_key: privateKey } as unknown as KeptLogin;
  const keep = { load: async (id: string) => (isKept && id === keys.session_id ? login : undefined) } as unknown as Keep;
  const api = { status: async () => ({ answer: answer() }) } as unknown as Api;
  const shown: string[] = [];
  const facts = { issuer: keys.issuer, sessionId: keys.session_id, code };
  await new ReturnFlow(facts, (state) => void shown.push(state), api, keep).finish();
  return { shown, publicJwk };
}

const approved = () => ({ status: "approved", challenge: complete.challenge });

test("finishes nothing without a return code, without the login's key, or for a login that is not approved", async () => {
  const never = () => assert.fail("the server was asked");
  for (const code of ["", CODE.slice(1), `${CODE}A`, `${CODE}=`, `${CODE}&proof=x`, "#".repeat(43)]) {
    assert.deepEqual((await comeBack(code, never)).shown, ["finishing", "elsewhere"], code);
  }
  assert.deepEqual((await comeBack(CODE, never, false)).shown, ["finishing", "elsewhere"]);
  for (const status of ["pending", "scanned", "completed"]) {
    assert.deepEqual((await comeBack(CODE, () => ({ status }))).shown, ["finishing", "elsewhere"], status);
  }
  const unknown = () => {
    throw new Refused(404, "not_found", undefined);
  };
  assert.deepEqual((await comeBack(CODE, unknown)).shown, ["finishing", "elsewhere"]);
  assert.deepEqual(went, []);
});

test("offers to try again where no answer came", async () => {
  const lost = () => {
    throw new Unreachable("no answer");
  };
  assert.deepEqual((await comeBack(CODE, lost)).shown, ["finishing", "offline"]);
  assert.deepEqual(went, []);
});

test("lets the application hear of a login that ended without a code", async () => {
  for (const status of ["denied", "expired", "failed"]) await comeBack(CODE, () => ({ status }));
  assert.deepEqual(went, [COMPLETE_PATH, COMPLETE_PATH, COMPLETE_PATH]);
});

test("goes to complete with this browser's proof and the return code", async () => {
  const { publicJwk } = await comeBack(CODE, approved);
  const [path, query] = went[0]?.split("?") ?? [];
  assert.equal(path, COMPLETE_PATH);
  const sent = new URLSearchParams(query);
  assert.deepEqual([...sent.keys()], ["proof", "return_code"]);
  assert.equal(sent.get("return_code"), CODE);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", publicJwk, algorithm, true, ["verify"]);
  const input = completeInput(keys.issuer, keys.session_id, complete.challenge);
  assert.ok(await crypto.subtle.verify(algorithm, key, parseBase64url(sent.get("proof") ?? ""), input));
});

test("reads every answer of here, and follows no link that is not one", () => {
  for (const { name, response } of here.here) {
    if (response.status !== 200) continue;
    const answer = parseHereAnswer(response.body);
    assert.equal("link" in answer, name.startsWith("marked"), name);
  }
  const link = here.signatures[0]?.link ?? "";
  const bad = ["javascript:alert(1)//here#x", "data:text/html,/here#x", "/here#x", link.replace("/here", "/qr"), link.split("#")[0], 7, ""];
  for (const link of bad) assert.throws(() => parseHereAnswer({ link }), MalformedAnswer, String(link));
});
