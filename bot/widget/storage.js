/** What is kept on the device, and for how long. Nothing here leaves it. */

const HOUR = 3600 * 1000;
const KEEP_CONVERSATION = 24 * HOUR; // after the last message: phones and computers are shared
const KEEP_TICK = 90 * 24 * HOUR; // gathering papers takes weeks

/** Named values in local storage, or in memory where the browser forbids it. */
export class Store {
  /** `owner`: keeps assistants of several addresses on one page apart. */
  constructor(owner) {
    this.prefix = `tro-ly-dvc:${owner}:`;
    this.memory = new Map();
  }

  /** The value last written under `name`, or `fallback`. */
  read(name, fallback) {
    try {
      return this.memory.get(name) ?? JSON.parse(localStorage.getItem(this.prefix + name)) ?? fallback;
    } catch {
      return fallback;
    }
  }

  /** Keep `value` under `name`; it never throws. */
  write(name, value) {
    this.memory.delete(name);
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      this.memory.set(name, value); // full or forbidden: until the page is closed
    }
  }

  /** Forget what is under `name`. */
  remove(name) {
    this.memory.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // Forbidden: there was nothing.
    }
  }

  /** Call `changed` when another tab of this browser writes `name`, or wipes everything. Returns how to stop. */
  watch(name, changed) {
    const listen = ({ key }) => {
      if (key === null) this.memory.clear(); // a helper's «người tiếp theo»
      if (key === null || key === this.prefix + name) changed();
    };
    addEventListener("storage", listen);
    return () => removeEventListener("storage", listen);
  }
}

/** The conversation kept in `store`: `{ id, entries }`. One that is too old is removed; `forget(id)` is called with it. */
export function readConversation(store, forget) {
  const kept = store.read("conversation", null);
  if (kept?.version === 1 && Date.now() - kept.at < KEEP_CONVERSATION) return kept;
  if (kept) store.remove("conversation");
  if (kept?.id) forget(kept.id);
  return { id: null, entries: [] };
}

/** Keep the conversation: its id on the server and what was said. */
export function writeConversation(store, id, entries) {
  store.write("conversation", { version: 1, at: Date.now(), id, entries });
}

/** Which papers a citizen has ticked, by service. */
export class Ticks {
  constructor(store) {
    this.store = store;
  }

  /** Whether `text` of `service` is ticked. */
  has(service, text) {
    return Boolean(this.all()[`${service}|${text}`]);
  }

  /** Tick or untick `text` of `service`. */
  set(service, text, ticked) {
    const ticks = this.all();
    if (ticked) ticks[`${service}|${text}`] = Date.now();
    else delete ticks[`${service}|${text}`];
    this.store.write("ticks", ticks);
  }

  /** Untick everything. */
  clear() {
    this.store.remove("ticks");
  }

  all() {
    const recent = ([, at]) => Date.now() - at < KEEP_TICK;
    return Object.fromEntries(Object.entries(this.store.read("ticks", {})).filter(recent));
  }
}
