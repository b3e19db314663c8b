// One QR login in the browser, from the press to the way back:
//
//   start ──press──▶ code ──scan──▶ scanned ──approve──▶ approved ──▶ complete (leaves the page)
//     ▲                │                │
//     └── new code ────┴────────────────┴──▶ declined · stopped · expired · used · failed
//
// On this device: start or code ──press──▶ here (opens the app) ──scan──▶ scanned ──approve──▶ back-here: the window that the app opens
// completes, for only that one has the return code. Then this one is done-here; where the minute for it passed, late-here.
//
// The server's status decides; this page only follows it, and never backwards. Two things are the page's own: after "Not my phone" it
// never completes, whatever that phone does, and a session the server does not know is `failed`.

import { type Api, Refused, type Timed, Unreachable } from "./api.js";
import { completeInput, makeBrowserKey, signProof } from "./browser_key.js";
import { ServerClock } from "./clock.js";
import { Countdown } from "./countdown.js";
import { importFrameSecret } from "./frame.js";
import { type Keep, type KeptLogin } from "./keep.js";
import { type PageFacts, prefersReducedMotion } from "./page.js";
import { reactionTo } from "./refusal.js";
import { FrameTicker } from "./ticker.js";
import { type StateName, type View } from "./view.js";
import { Watch } from "./watch.js";
import { MalformedAnswer, type StartAnswer, type Status, type StatusAnswer, isTerminal } from "./wire.js";

const DECLINED_SHOWN_MS = 3_000;
const NAVIGATION_PATIENCE_MS = 8_000;
/** A hidden tab leaves the visible one of the same login this long to complete first. */
const HIDDEN_PATIENCE_MS = 1_500;

const RANK: Readonly<Record<Status, number>> = {
  pending: 0,
  scanned: 1,
  approved: 2,
  completed: 3,
  denied: 3,
  expired: 3,
  failed: 3,
};

/** What is known of the login on this page. */
interface Live {
  login: KeptLogin;
  readonly watch: Watch;
  status: Status | undefined;
  /** "Not my phone" was pressed. */
  disowned: boolean;
  completing: boolean;
  secondScan: boolean;
}

export class LoginFlow {
  private readonly clock = new ServerClock();
  private readonly ticker: FrameTicker;
  private readonly countdown: Countdown;
  private live: Live | undefined;
  private starting = false;
  private leaving: ReturnType<typeof setTimeout> | undefined;
  private returning: ReturnType<typeof setTimeout> | undefined;
  private backUrl: string;

  constructor(
    private readonly page: PageFacts,
    private readonly view: View,
    private readonly api: Api,
    private readonly keep: Keep,
  ) {
    this.backUrl = page.cancelUrl;
    this.ticker = new FrameTicker(this.clock, (text) => view.frame(text));
    this.countdown = new Countdown(this.clock, {
      left: (seconds) => view.countdown(seconds),
      lastMinute: (is) => view.lastMinute(is),
      over: () => this.ticker.stop(),
      unsure: () => this.refresh(),
    });
  }

  /** Goes on with the login this tab was in the middle of, if it was for the same request. */
  async resume(): Promise<void> {
    const login = await this.keep.resume(this.page.authorize);
    if (login === undefined || this.live !== undefined || this.starting) return;
    this.view.busy(true);
    this.adopt(login).watch.refresh();
  }

  /** Makes a new code, or goes on in this device's own app. */
  async start(onThisDevice = false): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    await this.forget();
    this.view.busy(true);
    try {
      const { privateKey, publicJwk } = await makeBrowserKey();
      const timed = await this.api.start({
        ...this.page.request,
        locale: this.page.locale,
        reduced_motion: prefersReducedMotion(),
        browser_key: publicJwk,
      });
      this.clock.setFromAnswer(timed);
      const login = await this.kept(timed.answer, privateKey);
      const isShared = await this.keep.save(login);
      const live = this.adopt(login);
      if (onThisDevice && isShared) await this.mark(live);
      else this.follow(live, pendingOf(timed.answer));
      live.watch.start();
    } catch (error) {
      await this.forget();
      this.refuse(error);
    } finally {
      this.view.busy(false);
      this.starting = false;
    }
  }

  /** Goes on in this device's own app. */
  async openHere(): Promise<void> {
    const live = this.live;
    if (live === undefined) return this.start(true);
    try {
      await this.mark(live);
    } catch (error) {
      if (isUnexpected(error)) throw error;
      this.refresh();
    }
  }

  /** Asks for ten more minutes. */
  async extend(): Promise<void> {
    const live = this.live;
    if (live === undefined) return;
    // An event may tell the new end before the answer does.
    const endedAt = live.login.expires_at;
    try {
      const timed = await this.api.extend(live.login.session_id);
      if (this.live !== live) return;
      this.clock.setFromAnswer(timed);
      if ("qr_payload" in timed.answer) {
        const isHere = live.login.here !== undefined;
        live.login = await this.kept(timed.answer, live.login.browser_key);
        if (isHere) await this.link(live);
        await this.keep.save(live.login);
        this.view.extended();
        this.follow(live, pendingOf(timed.answer));
      } else {
        const isLonger = timed.answer.expires_at > endedAt;
        if (isLonger) this.view.extended();
        else if (!isTerminal(timed.answer.status)) this.view.noMoreTime(true);
        this.follow(live, timed.answer);
      }
    } catch (error) {
      if (isUnexpected(error)) throw error;
      this.refresh();
    }
  }

  /** Turns the phone away that scanned. This page completes nothing from here on, whether or not the server could be told. */
  async disown(): Promise<void> {
    const live = this.live;
    if (live === undefined) return;
    live.disowned = true;
    try {
      const { answer } = await this.api.cancel(live.login.session_id);
      if (this.live === live) this.follow(live, answer);
    } catch (error) {
      if (isUnexpected(error)) throw error;
      if (this.live === live) this.end("stopped", this.page.cancelUrl);
    }
  }

  /** Leaves for the application. A scanned login is turned away first, so that the phone learns of it. */
  async leave(): Promise<void> {
    if (this.live?.status === "scanned") await this.disown();
    this.back();
  }

  /** Goes back to the application: through `complete` once the login has ended, which tells it. */
  back(): void {
    clearTimeout(this.leaving);
    location.assign(this.backUrl);
  }

  /** Reads the truth at once. */
  refresh(): void {
    this.live?.watch.refresh();
  }

  /** The page goes into the browser's memory, and comes back out of it. */
  pause(): void {
    this.live?.watch.stop();
  }

  unpause(): void {
    this.live?.watch.start();
    this.refresh();
  }

  /** Marks the login as opened on this device and opens it. */
  private async mark(live: Live): Promise<void> {
    const link = await this.link(live);
    if (link === undefined) return;
    await this.keep.save(live.login);
    this.follow(live, pendingOf({ server_time_ms: 0, expires_at: live.login.expires_at }));
    location.assign(link);
  }

  /** The link of a login that is still pending; the status of any other is followed. */
  private async link(live: Live): Promise<string | undefined> {
    const { answer } = await this.api.here(live.login.session_id);
    if (this.live !== live) return undefined;
    if (!("link" in answer)) {
      this.follow(live, answer);
      return undefined;
    }
    live.login = { ...live.login, here: answer.link };
    return answer.link;
  }

  private adopt(login: KeptLogin): Live {
    const id = login.session_id;
    const watch = new Watch(this.api, id, login.events_path, {
      read: (timed) => this.heardTimed(timed),
      event: (status) => this.heardEvent(status),
      gone: () => this.end("failed", this.page.cancelUrl),
      connected: (is) => this.view.connected(is),
    });
    this.live = { login, watch, status: undefined, disowned: false, completing: false, secondScan: false };
    this.backUrl = this.page.cancelUrl;
    this.view.noMoreTime(false);
    return this.live;
  }

  private heardTimed(timed: Timed<StatusAnswer>): void {
    this.clock.setFromAnswer(timed);
    this.heard(timed.answer);
  }

  private heardEvent(status: StatusAnswer): void {
    this.clock.setFromEvent(status.server_time_ms);
    this.heard(status);
  }

  private heard(status: StatusAnswer): void {
    this.view.busy(false);
    if (this.live !== undefined) this.follow(this.live, status);
  }

  private follow(live: Live, answer: StatusAnswer): void {
    if (live.status !== undefined && RANK[answer.status] < RANK[live.status]) return;
    live.status = answer.status;
    switch (answer.status) {
      case "pending":
        return this.showPending(live, answer);
      case "scanned":
        return this.showScanned(live, answer);
      case "approved":
        return live.login.here === undefined || live.disowned ? void this.approved(live, answer.challenge) : this.awaitReturn(answer);
      case "completed":
        return this.end(live.login.here === undefined ? "used" : "done-here", live.login.complete_path);
      case "denied":
        return this.end(live.disowned ? "stopped" : "declined", live.login.complete_path);
      case "expired":
      case "failed":
        return this.end(answer.status, live.login.complete_path);
    }
  }

  private showPending(live: Live, answer: StatusAnswer): void {
    if (answer.expires_at > live.login.expires_at) void this.adoptExtension(live);
    this.countdown.start(live.login.expires_at);
    if (live.login.here === undefined) {
      this.ticker.start(live.login);
      this.view.show("code");
    } else {
      this.ticker.stop();
      this.view.here(live.login.here);
      this.view.show("here");
    }
  }

  /** A copy of this tab has extended the login: its frames are the live ones. */
  private async adoptExtension(live: Live): Promise<void> {
    const login = await this.keep.load(live.login.session_id);
    if (this.live !== live || login === undefined || login.expires_at <= live.login.expires_at) return;
    live.login = login;
    this.countdown.start(login.expires_at);
    if (live.status === "pending" && login.here === undefined) this.ticker.start(login);
  }

  private showScanned(live: Live, answer: StatusAnswer): void {
    this.ticker.stop();
    if (answer.expires_at > live.login.expires_at) {
      live.login = { ...live.login, expires_at: answer.expires_at };
      void this.keep.save(live.login);
    }
    live.secondScan ||= answer.second_scan;
    this.countdown.start(live.login.expires_at);
    this.view.scanned(answer.words, answer.platform, live.secondScan);
    this.view.show("scanned");
  }

  private async approved(live: Live, challenge: string | undefined): Promise<void> {
    this.ticker.stop();
    this.countdown.stop();
    if (live.disowned) return this.end("stopped", this.page.cancelUrl);
    if (challenge === undefined || live.completing) return;
    live.completing = true;
    this.view.show("approved");
    const { login } = live;
    const proof = await signProof(login.browser_key, completeInput(this.page.issuer, login.session_id, challenge));
    const url = `${login.complete_path}?proof=${proof}`;
    if (document.hidden) {
      await new Promise((resolve) => setTimeout(resolve, HIDDEN_PATIENCE_MS));
      const status = await this.api.status(login.session_id).catch(() => undefined);
      if (status !== undefined && status.answer.status !== "approved") return this.follow(live, status.answer);
    }
    this.backUrl = url;
    location.replace(url);
    setTimeout(() => this.view.offerResume(), NAVIGATION_PATIENCE_MS);
  }

  /** The window that the app opens finishes the login. When it can no more, the server is asked what became of it. */
  private awaitReturn({ server_time_ms, return_expires_at }: StatusAnswer): void {
    this.ticker.stop();
    this.countdown.stop();
    clearTimeout(this.returning);
    if (return_expires_at === undefined) return this.view.show("back-here");
    const left = return_expires_at * 1_000 - server_time_ms;
    if (left <= 0) return this.end("late-here", this.page.cancelUrl);
    this.view.show("back-here");
    this.returning = setTimeout(() => this.refresh(), left);
  }

  private end(state: StateName, backUrl: string): void {
    this.backUrl = backUrl;
    void this.forget();
    this.view.busy(false);
    this.view.connected(true);
    this.view.show(state);
    if (state === "declined") this.leaving = setTimeout(() => this.back(), DECLINED_SHOWN_MS);
  }

  /** Drops the login on this page and its keys. */
  private async forget(): Promise<void> {
    clearTimeout(this.leaving);
    clearTimeout(this.returning);
    this.ticker.stop();
    this.countdown.stop();
    const live = this.live;
    this.live = undefined;
    if (live === undefined) return;
    live.watch.stop();
    await this.keep.remove(live.login.session_id);
  }

  private async kept(answer: StartAnswer, browserKey: CryptoKey): Promise<KeptLogin> {
    return {
      session_id: answer.session_id,
      authorize: this.page.authorize,
      qr_payload: answer.qr_payload,
      frame_key: await importFrameSecret(answer.frame_secret),
      frame_seconds: answer.frame_seconds,
      started_at_ms: answer.started_at_ms,
      expires_at: answer.expires_at,
      events_path: answer.events_path,
      complete_path: answer.complete_path,
      browser_key: browserKey,
    };
  }

  private refuse(error: unknown): void {
    this.view.show("start");
    const { phrase, seconds } = reactionTo(error);
    this.view.refuse(phrase, seconds);
    if (isUnexpected(error)) throw error;
  }
}

/** A login just started or extended, as its status would be told. */
function pendingOf(answer: Pick<StartAnswer, "server_time_ms" | "expires_at">): StatusAnswer {
  return {
    status: "pending",
    server_time_ms: answer.server_time_ms,
    expires_at: answer.expires_at,
    platform: undefined,
    words: [],
    second_scan: false,
    challenge: undefined,
    return_expires_at: undefined,
  };
}

function isUnexpected(error: unknown): boolean {
  return !(error instanceof Refused || error instanceof Unreachable || error instanceof MalformedAnswer);
}
