// The encodings of the login's keyed and signed inputs: unpadded base64url (RFC 4648 section 5), Crockford base32 in RFC 4648's bit
// order, a UUID's 16 bytes, big-endian lengths.

/** Bytes that Web Crypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function base64urlOf(bytes: Bytes): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function parseBase64url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new SyntaxError("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Crockford base32 in upper case; the spare bits of the last character are zero. */
export function crockfordOf(bytes: Bytes): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += CROCKFORD.charAt((buffer >> bits) & 31);
    }
  }
  return bits === 0 ? text : text + CROCKFORD.charAt((buffer << (5 - bits)) & 31);
}

export function parseUuid(text: string): Bytes {
  const hex = text.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new SyntaxError("not a UUID");
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

export function u16(value: number): Bytes {
  return new Uint8Array([value >> 8, value & 255]);
}

export function ascii(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function joined(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
