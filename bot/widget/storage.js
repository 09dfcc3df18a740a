/** What is kept on the device. Nothing here leaves it. */

const KEEP_TICK_MS = 90 * 24 * 3600 * 1000; // gathering papers takes weeks

/** Named values in local storage, or in memory where the browser forbids it. */
export class Store {
  /** `owner`: keeps assistants of several addresses on one page apart; `area`: `sessionStorage` is of one tab alone. */
  constructor(owner, area = "localStorage") {
    Object.assign(this, { area, prefix: `tro-ly-dvc:${owner}:`, memory: new Map() });
  }

  /** The value last written under `name`, or `fallback`. */
  read(name, fallback) {
    try {
      return this.memory.get(name) ?? JSON.parse(window[this.area].getItem(this.prefix + name)) ?? fallback;
    } catch {
      return fallback;
    }
  }

  /** Keep `value` under `name`; it never throws. */
  write(name, value) {
    this.memory.delete(name);
    try {
      window[this.area].setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      this.memory.set(name, value); // full or forbidden: until the page is closed
    }
  }

  /** Forget what is under `name`. */
  remove(name) {
    this.memory.delete(name);
    try {
      window[this.area].removeItem(this.prefix + name);
    } catch {
      // Forbidden: there was nothing.
    }
  }

  /** Call `changed` when another tab of this browser writes `name`, or, with true, when one wipes everything. */
  watch(name, changed) {
    addEventListener("storage", ({ key }) => {
      if (key === null) this.memory.clear(); // a helper's «người tiếp theo»
      if (key === null || key === this.prefix + name) changed(key === null);
    });
  }
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
    const recent = ([, at]) => Date.now() - at < KEEP_TICK_MS;
    return Object.fromEntries(Object.entries(this.store.read("ticks", {})).filter(recent));
  }
}
