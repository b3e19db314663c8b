// What the server wrote into the page for its script.

/** Facts of this page. */
export interface PageFacts {
  /** Origin of the issuer, signed in the proof. */
  readonly issuer: string;
  /** The authorize request as JSON text: the login a kept session belongs to. */
  readonly authorize: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly csrfToken: string;
  readonly locale: string;
  /** Leaves for the application before a login has ended. */
  readonly cancelUrl: string;
}

export function readPage(panel: HTMLElement): PageFacts {
  const authorize = panel.dataset["authorize"] ?? "{}";
  const csrf = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  const cancel = document.querySelector<HTMLAnchorElement>('[data-part="cancel"]');
  return {
    issuer: panel.dataset["issuer"] ?? location.origin,
    authorize,
    request: JSON.parse(authorize) as Record<string, unknown>,
    csrfToken: csrf?.content ?? "",
    locale: document.documentElement.lang,
    cancelUrl: cancel?.href ?? "",
  };
}

/** Whether keys that nobody on the way can use can be made here. */
export function isProtected(): boolean {
  return window.isSecureContext && typeof crypto.subtle === "object";
}

export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
