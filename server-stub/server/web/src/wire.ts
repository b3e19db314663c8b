// What the server says, read once into types that cannot be wrong. Unknown members are ignored.

const STATUSES = ["pending", "scanned", "approved", "completed", "denied", "expired", "failed"] as const;
export type Status = (typeof STATUSES)[number];

/** The answer of `start`, and of `extend` while nobody has scanned. */
export interface StartAnswer {
  readonly session_id: string;
  readonly qr_payload: string;
  readonly frame_secret: string;
  readonly frame_seconds: number;
  readonly started_at_ms: number;
  readonly server_time_ms: number;
  readonly expires_at: number;
  readonly events_path: string;
  readonly complete_path: string;
}

/** The answer of `status`, `cancel` and `extend`, and each event. */
export interface StatusAnswer {
  readonly status: Status;
  readonly server_time_ms: number;
  readonly expires_at: number;
  readonly platform: string | undefined;
  readonly words: readonly string[];
  readonly second_scan: boolean;
  readonly challenge: string | undefined;
  readonly return_expires_at: number | undefined;
}

/** The answer of `here` while nobody has scanned. */
export interface LinkAnswer {
  readonly link: string;
}

/** An answer that is not what the protocol says. */
export class MalformedAnswer extends Error {}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedAnswer("not an object");
  return value as Members;
}

function text(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== "string" || value === "") throw new MalformedAnswer(`${name} is not a text`);
  return value;
}

function integer(members: Members, name: string): number {
  const value = members[name];
  if (!Number.isSafeInteger(value)) throw new MalformedAnswer(`${name} is not an integer`);
  return value as number;
}

/** A path on this server; never another origin. */
function path(members: Members, name: string): string {
  const value = text(members, name);
  if (!/^\/(?![/\\])/.test(value)) throw new MalformedAnswer(`${name} is not a path`);
  return value;
}

export function parseStartAnswer(value: unknown): StartAnswer {
  const members = membersOf(value);
  return {
    session_id: text(members, "session_id"),
    qr_payload: text(members, "qr_payload"),
    frame_secret: text(members, "frame_secret"),
    frame_seconds: integer(members, "frame_seconds"),
    started_at_ms: integer(members, "started_at_ms"),
    server_time_ms: integer(members, "server_time_ms"),
    expires_at: integer(members, "expires_at"),
    events_path: path(members, "events_path"),
    complete_path: path(members, "complete_path"),
  };
}

export function parseStatusAnswer(value: unknown): StatusAnswer {
  const members = membersOf(value);
  const status = STATUSES.find((known) => known === members["status"]);
  if (status === undefined) throw new MalformedAnswer("status is not known");
  const words = members["words"];
  return {
    status,
    server_time_ms: integer(members, "server_time_ms"),
    expires_at: integer(members, "expires_at"),
    platform: members["platform"] === undefined ? undefined : text(members, "platform"),
    words: Array.isArray(words) ? words.filter((word) => typeof word === "string") : [],
    second_scan: members["second_scan"] === true,
    challenge: members["challenge"] === undefined ? undefined : text(members, "challenge"),
    return_expires_at: members["return_expires_at"] === undefined ? undefined : integer(members, "return_expires_at"),
  };
}

/** `extend` answers as `start` in `pending`, else as `status`. */
export function parseExtendAnswer(value: unknown): StartAnswer | StatusAnswer {
  return "qr_payload" in membersOf(value) ? parseStartAnswer(value) : parseStatusAnswer(value);
}

/** `here` answers with the link in `pending`, else as `status`. */
export function parseHereAnswer(value: unknown): LinkAnswer | StatusAnswer {
  const members = membersOf(value);
  if (!("link" in members)) return parseStatusAnswer(value);
  const link = text(members, "link");
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!isWeb || url.pathname !== "/here" || url.hash === "") throw new MalformedAnswer("link is not a same-device link");
  return { link };
}

/** `failed` and `expired` are final as much as `completed` and `denied`. */
export function isTerminal(status: Status): boolean {
  return status !== "pending" && status !== "scanned" && status !== "approved";
}
