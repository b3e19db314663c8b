// The panel's sections, one per state, as the server wrote them: shows one at a time, fills in what changes, and says it to a screen
// reader once, politely. Holds no rule of the login.

import { draw, encode } from "./drawing.js";

export type StateName =
  | "start"
  | "insecure"
  | "code"
  | "here"
  | "back-here"
  | "done-here"
  | "late-here"
  | "scanned"
  | "approved"
  | "declined"
  | "stopped"
  | "expired"
  | "used"
  | "failed";

export type Act = "start" | "here" | "reload" | "extend" | "copy" | "not-my-phone" | "resume" | "back";

/** While these are shown, the way out is the link below the card; the others have a button of their own. */
const LEAVABLE: readonly StateName[] = ["start", "insecure", "code", "here", "scanned"];

export class View {
  private state: StateName = "start";
  private frameText = "";

  constructor(private readonly panel: HTMLElement) {
    window.addEventListener("resize", () => this.redraw());
  }

  on(act: Act, handler: () => void): void {
    for (const button of this.all(`[data-act="${act}"]`)) button.addEventListener("click", handler);
  }

  show(state: StateName): void {
    if (state === this.state) return;
    const held = this.panel.contains(document.activeElement);
    this.state = state;
    for (const section of this.all("[data-state]")) section.hidden = section.dataset["state"] !== state;
    const leave = document.querySelector<HTMLElement>('[data-part="cancel"]');
    if (leave !== null) leave.hidden = !LEAVABLE.includes(state);
    this.redraw();
    const heading = this.panel.querySelector<HTMLElement>(`[data-state="${state}"] h1`);
    if (heading === null) return;
    if (held) heading.focus({ preventScroll: true });
    else this.say(heading.parentElement === null ? "" : spoken(heading.parentElement));
  }

  /** A code is being made: the press is taken, another does nothing. */
  busy(is: boolean): void {
    for (const button of this.all<HTMLButtonElement>('[data-act="start"]')) button.setAttribute("aria-busy", String(is));
    this.part("press").textContent = this.phrase(is ? "busy" : "press");
    if (!is) return;
    this.part("refusal").hidden = true;
    this.resetCopy();
  }

  refuse(phrase: string, seconds: number | undefined): void {
    const duration = seconds === 1 ? this.phrase("second") : this.phrase("seconds").replace("{n}", String(seconds));
    const refusal = this.part("refusal");
    refusal.textContent = this.phrase(phrase).replace("{time}", duration);
    refusal.hidden = false;
    for (const button of this.all('[data-act="reload"]')) button.hidden = phrase !== "stale-page";
  }

  /** This device's own app can be opened, and can come back. */
  offerHere(): void {
    for (const button of this.all('[data-act="here"]')) button.hidden = false;
  }

  here(link: string): void {
    this.part<HTMLAnchorElement>("here-link").href = link;
  }

  frame(text: string): void {
    this.frameText = text;
    this.redraw();
  }

  /** The text of the frame on show, for a phone without a camera. */
  async copyFrame(): Promise<void> {
    const note = this.part("copy-note");
    const field = this.part<HTMLTextAreaElement>("copy-text");
    field.value = this.frameText;
    try {
      await navigator.clipboard.writeText(this.frameText);
      note.textContent = this.phrase("copied");
    } catch {
      note.textContent = this.phrase("copy-refused");
      field.hidden = false;
      field.select();
    }
    this.say(note.textContent ?? "");
  }

  /** A new code has not been copied yet. The parts are there in development mode only. */
  private resetCopy(): void {
    for (const note of this.all('[data-part="copy-note"]')) note.textContent = this.phrase("copy-note");
    for (const field of this.all('[data-part="copy-text"]')) field.hidden = true;
  }

  countdown(seconds: number): void {
    const whole = Math.max(0, Math.ceil(seconds));
    const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    for (const left of this.all('[data-part="left"]')) if (left.textContent !== text) left.textContent = text;
  }

  lastMinute(is: boolean): void {
    this.notice("last-minute", is, "last-minute");
  }

  noMoreTime(is: boolean): void {
    this.notice("no-more-time", is, "no-more-time");
    for (const button of this.all('[data-act="extend"]')) button.hidden = is;
  }

  extended(): void {
    this.say(this.phrase("extended"));
  }

  connected(is: boolean): void {
    const was = this.part("offline").hidden;
    this.notice("offline", !is, "lost");
    if (is && !was) this.say(this.phrase("restored"));
  }

  scanned(words: readonly string[], platform: string | undefined, secondScan: boolean): void {
    const pair = this.part("words");
    if (pair.textContent !== words.join(" ")) pair.replaceChildren(...words.flatMap((word, at) => wordNodes(word, at)));
    const known = this.all("[data-platform]").some((line) => line.dataset["platform"] === platform);
    for (const line of this.all("[data-platform]")) line.hidden = line.dataset["platform"] !== (known ? platform : "unknown");
    this.notice("second-scan", secondScan, "second-scan");
  }

  offerResume(): void {
    this.part("resume").hidden = false;
  }

  private notice(part: string, is: boolean, phrase: string): void {
    const notices = this.all(`[data-part="${part}"]`);
    if (notices.every((notice) => notice.hidden === !is)) return;
    for (const notice of notices) notice.hidden = !is;
    if (is) this.say(this.phrase(phrase));
  }

  private redraw(): void {
    if (this.state !== "code" || this.frameText === "") return;
    const canvas = this.part<HTMLCanvasElement>("code");
    const plate = this.part("plate");
    draw(canvas, encode(this.frameText), plate.clientWidth, window.devicePixelRatio);
  }

  private say(text: string): void {
    this.part("announce").textContent = text;
  }

  private phrase(name: string): string {
    return this.panel.querySelector(`[data-phrase="${name}"]`)?.textContent ?? "";
  }

  private part<E extends HTMLElement = HTMLElement>(name: string): E {
    const part = this.panel.querySelector<E>(`[data-part="${name}"]`);
    if (part === null) throw new Error(`the page has no ${name}`);
    return part;
  }

  private all<E extends HTMLElement = HTMLElement>(selector: string): E[] {
    return [...this.panel.querySelectorAll<E>(selector)];
  }
}

/** A heading and the lines under it, up to the first control. */
function spoken(section: HTMLElement): string {
  const lines = section.querySelectorAll<HTMLElement>(":scope > h1, :scope > .second");
  return [...lines].map((line) => line.textContent?.trim() ?? "").join(". ");
}

function wordNodes(word: string, at: number): Node[] {
  const span = document.createElement("span");
  span.textContent = word;
  return at === 0 ? [span] : [document.createTextNode(" "), span];
}
