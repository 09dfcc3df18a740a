/**
 * Nothing of a resident stays. What is known of one is in memory alone, in one document; leaving that document in any
 * way empties it, and «người tiếp theo», a phone laid aside, or one locked for too long, leaves it.
 */

const IDLE_MS = 5 * 60_000;
const WARN_MS = 30_000; // before that
const FRESH = "#luot-moi"; // this document begins with the next resident
const SAVED = "#da-ghi"; // and what became of the last one is kept
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
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => this.touch(), true);
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("pagehide", () => this.empty());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    setInterval(() => this.look(), 1000);
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

  /** Wipe everything; `hash`: what the new document begins with, the first screen by default. */
  async leave(hash = "") {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.empty();
    sessionStorage.clear();
    localStorage.clear(); // of the assistant at «/», if a resident used it on this phone
    if (this.hasCopied) await navigator.clipboard.writeText(" ").catch(() => {}); // refused while the page is hidden
    await this.back.release();
    history.replaceState(null, "", PLAIN + hash);
    location.reload();
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
