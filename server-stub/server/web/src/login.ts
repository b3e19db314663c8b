// The script of the login panel: wires the page, the server and the view together. Nothing starts before the press.

import { Api } from "./api.js";
import { Keep } from "./keep.js";
import { LoginFlow } from "./login_flow.js";
import { isProtected, readPage } from "./page.js";
import { View } from "./view.js";

const panel = document.querySelector<HTMLElement>("[data-panel]");
if (panel !== null) run(panel);

function run(panel: HTMLElement): void {
  const page = readPage(panel);
  const view = new View(panel);
  view.on("reload", () => location.reload());
  if (!isProtected()) {
    view.show("insecure");
    return;
  }
  const keep = new Keep();
  const flow = new LoginFlow(page, view, new Api(page.csrfToken), keep);
  view.on("start", () => void flow.start());
  view.on("here", () => void flow.openHere());
  view.on("extend", () => void flow.extend());
  view.on("copy", () => void view.copyFrame());
  view.on("not-my-phone", () => void flow.disown());
  view.on("back", () => flow.back());
  view.on("resume", () => flow.back());
  document.querySelector('[data-part="cancel"]')?.addEventListener("click", (event) => {
    event.preventDefault();
    void flow.leave();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) flow.refresh();
  });
  window.addEventListener("online", () => flow.refresh());
  window.addEventListener("pagehide", () => flow.pause());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) flow.unpause();
  });
  void keep.sweep(Date.now() / 1_000);
  void flow.resume();
  void keep.isShared().then((is) => (is ? view.offerHere() : undefined));
}
