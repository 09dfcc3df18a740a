/**
 * Nothing of a resident stays. What is known of one is in memory alone, in one document; leaving that document in any
 * way empties it, and «người tiếp theo», a phone laid aside, or one locked for too long, leaves it; so do the other tabs.
 */

import { read, remove, write } from "./database.js";

const IDLE_MS = 5 * 60_000;
const WARN_MS = 30_000; // before that
const FRESH = "#luot-moi"; // this document begins with the next resident
const SAVED = "#da-ghi"; // and what became of the last one is kept
const TABS = "to-cong-nghe-so"; // the channel between the tabs of this phone
const WIPE = "wipe";
const COPIED = "copied";
const PLAIN = location.pathname + location.search;

/** `{ isFresh, isSaved }`: why this document was opened. Told once: nothing stays in the address. */
export function opened() {
  const { hash } = location;
  if (hash) history.replaceState(null, "", PLAIN);
  return { isFresh: hash === FRESH || hash === SAVED, isSaved: hash === SAVED };
}

/** Watches over one document. */
export class Guard {
  /**
   * `forget()` drops what is in memory; `isBusy()` says whether there is anything to forget; `warn(seconds)` shows how
   * long there is left, null when somebody is back; `back` is the Back button.
   */
  constructor({ forget, isBusy, warn, back }) {
    Object.assign(this, { forget, isBusy, warn, back, touched: Date.now(), isWarned: false, hasCopied: false });
    this.tabs = new BroadcastChannel(TABS);
    this.tabs.addEventListener("message", ({ data }) => this.hear(data));
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => this.touch(), true);
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("pagehide", () => this.empty());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    setInterval(() => this.look(), 1000);
  }

  /** Learn whether an earlier document left something on the clipboard. */
  async open() {
    this.hasCopied = Boolean(await read("small", "copied"));
  }

  /** What another tab says: that it wipes, or that something is on the clipboard. */
  hear(said) {
    if (said === COPIED) this.hasCopied = true;
    else if (this.isBusy()) this.leave("", { isTold: true });
  }

  /** Something of this resident is on the clipboard; that is still known when the page was closed before it is wiped. */
  async copied() {
    this.hasCopied = true;
    this.tabs.postMessage(COPIED);
    await write("small", "copied", true);
  }

  /** Somebody is there. */
  touch() {
    const isOver = this.isBusy() && Date.now() - this.touched >= IDLE_MS; // the phone was locked until now
    if (!isOver) this.touched = Date.now();
    this.look();
  }

  look() {
    if (!this.isBusy()) this.touched = Date.now();
    const left = IDLE_MS - (Date.now() - this.touched);
    if (left <= 0) return this.leave();
    const isNear = left <= WARN_MS;
    if (isNear || this.isWarned) this.warn(isNear ? Math.ceil(left / 1000) : null);
    this.isWarned = isNear;
  }

  /** The next resident: wipe everything and begin with a document that has never seen the last one. */
  next({ isSaved = false } = {}) {
    return this.leave(isSaved ? SAVED : FRESH);
  }

  /** Wipe everything; `hash`: what the new document begins with, the first screen by default; `isTold`: by another tab. */
  async leave(hash = "", { isTold = false } = {}) {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.empty();
    await this.wipe({ isTold });
    await this.back.release();
    history.replaceState(null, "", PLAIN + hash);
    location.reload();
  }

  /** Wipe what the last resident may have left outside this document. */
  async wipe({ isTold = false } = {}) {
    const cleared = this.hasCopied && navigator.clipboard.writeText(" "); // first: browsers allow it in a tap alone
    if (!isTold) this.tabs.postMessage(WIPE); // else both would wipe each other again and again
    sessionStorage.clear();
    localStorage.clear(); // of the assistant at «/», if a resident used it on this phone; its tabs notice
    try {
      await cleared;
      if (this.hasCopied) await remove("small", "copied");
      this.hasCopied = false;
    } catch {
      // Refused while the page is hidden: the tap that begins the next visit does it.
    }
  }

  empty() {
    this.forget();
    window.speechSynthesis?.cancel();
    document.body.replaceChildren();
  }
}

/** Back steps through the screens of one document. No entry of the history holds or names anything. */
export class BackButton {
  /** `step()` goes one screen back; it returns whether there is still a screen to go back from. */
  constructor(step) {
    addEventListener("popstate", () => {
      if (this.released) this.released();
      else if (!history.state?.isHeld && step()) this.hold();
    });
  }

  /** From now on Back is ours. */
  hold() {
    if (!history.state?.isHeld) history.pushState({ isHeld: true }, "", PLAIN);
  }

  /** Give Back to the browser again. */
  async release() {
    if (!history.state?.isHeld) return;
    await new Promise((resolve) => {
      this.released = resolve;
      setTimeout(resolve, 500); // some browsers say nothing
      history.back();
    });
    this.released = null;
  }
}
