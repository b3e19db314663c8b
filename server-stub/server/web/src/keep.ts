// What survives a reload: the login's two keys and where it stands, in IndexedDB by session until a terminal state. A tab knows its own
// session by sessionStorage. Where either is refused, both stay in memory and a reload starts anew.

/** One login in progress. */
export interface KeptLogin {
  readonly session_id: string;
  readonly authorize: string;
  readonly qr_payload: string;
  readonly frame_key: CryptoKey;
  readonly frame_seconds: number;
  readonly started_at_ms: number;
  readonly expires_at: number;
  readonly events_path: string;
  readonly complete_path: string;
  readonly browser_key: CryptoKey;
  /** The link it was opened by, on this device; such a login is finished by the page the app comes back to. */
  readonly here?: string;
}

const DATABASE = "logi-login";
const STORE = "logins";
const TAB = "logi-login";
/** A login is extended at most ten times by ten minutes; one that ended longer ago is of no use. */
const STALE_SECONDS = 3_600;
/** Storage that does not answer must not hold the login up. */
const PATIENCE_MS = 2_000;

export class Keep {
  private readonly memory = new Map<string, KeptLogin>();

  /** Whether another tab of this browser can find what is kept. */
  async isShared(): Promise<boolean> {
    try {
      await transact("readonly", (store) => store.count());
      return true;
    } catch {
      return false;
    }
  }

  /** Says whether another tab of this browser can find it. */
  async save(login: KeptLogin): Promise<boolean> {
    this.memory.set(login.session_id, login);
    try {
      await transact("readwrite", (store) => store.put(login));
      sessionStorage.setItem(TAB, login.session_id);
      return true;
    } catch {
      return false; // Memory holds it.
    }
  }

  async load(sessionId: string): Promise<KeptLogin | undefined> {
    try {
      const kept = await transact<KeptLogin | undefined>("readonly", (store) => store.get(sessionId));
      return kept ?? this.memory.get(sessionId);
    } catch {
      return this.memory.get(sessionId);
    }
  }

  /** This tab's login, if it was begun for the same request. */
  async resume(authorize: string): Promise<KeptLogin | undefined> {
    const sessionId = tabSession();
    const login = sessionId === null ? undefined : await this.load(sessionId);
    return login?.authorize === authorize ? login : undefined;
  }

  async remove(sessionId: string): Promise<void> {
    this.memory.delete(sessionId);
    try {
      if (tabSession() === sessionId) sessionStorage.removeItem(TAB);
      await transact("readwrite", (store) => store.delete(sessionId));
    } catch {
      // Nothing was kept.
    }
  }

  /** Forgets what tabs left behind that were closed in the middle. */
  async sweep(nowSeconds: number): Promise<void> {
    try {
      const kept = await transact<KeptLogin[]>("readonly", (store) => store.getAll());
      const stale = kept.filter((login) => login.expires_at + STALE_SECONDS < nowSeconds);
      await Promise.all(stale.map((login) => transact("readwrite", (store) => store.delete(login.session_id))));
    } catch {
      // Nothing was kept.
    }
  }
}

function tabSession(): string | null {
  try {
    return sessionStorage.getItem(TAB);
  } catch {
    return null;
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "session_id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error("storage does not answer")), PATIENCE_MS);
  });
}

async function transact<T = unknown>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T> | IDBRequest,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}
