// The script of the page that a phone gives a login back to. The return code leaves the address and the history before anything else.

import { Api } from "./api.js";
import { Keep } from "./keep.js";
import { ReturnFlow, type ReturnState } from "./return_flow.js";

const code = location.hash.slice(1);
history.replaceState(null, "", location.pathname + location.search);

const page = document.querySelector<HTMLElement>("[data-return]");
if (page !== null) run(page);

function run(page: HTMLElement): void {
  const sections = [...page.querySelectorAll<HTMLElement>("[data-state]")];
  const show = (state: ReturnState): void => {
    for (const section of sections) section.hidden = section.dataset["state"] !== state;
    if (state !== "finishing") page.querySelector<HTMLElement>(`[data-state="${state}"] h1`)?.focus();
  };
  const facts = { issuer: page.dataset["issuer"] ?? "", sessionId: page.dataset["session"] ?? "", code };
  const flow = new ReturnFlow(facts, show, new Api(""), new Keep());
  page.querySelector('[data-act="retry"]')?.addEventListener("click", () => void flow.finish());
  void flow.finish();
}
