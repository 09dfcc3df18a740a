/** What was said, in order, and the sending of what the server has not had yet. */

import { ServerError } from "./server.js";
import { WORDS } from "./words.js";

const MOST_KEPT = 80; // entries; local storage holds about 5 MB
const KEEP_MS = 24 * 3600 * 1000; // after the last message: phones and computers are shared
const AGAIN_SECONDS = [2, 5, 15, 30, 60]; // between attempts to reach the server; then every minute

/**
 * One conversation. Its `entries` are, oldest first:
 *
 * - `{ id, from: "citizen", text, message, state, why?, again? }`: `text` is shown, `message` is sent, with the `id`: the
 *   server answers an id once, however often it is sent. `state` is waiting (sent again by itself), failed (by hand,
 *   if `again`) or answered; `why` says what is wrong;
 * - `{ id, from: "assistant", messages, to?, rated? }`: the server's messages to the entry `to`; without it they are
 *   the device's own.
 */
export class Conversation {
  /** Calls `changed(entry)` for each that is new or other, with null for all; `forget(id)` for the server to delete. */
  constructor(server, store, changed, forget) {
    Object.assign(this, { server, store, changed, forget });
    this.attempts = 0; // in vain, since the server was last reached
    this.timer = null; // of the next attempt
    this.take(this.kept());
  }

  /** What is kept on the device: `{ id, entries }`. What is too old is removed, here and on the server. */
  kept() {
    const kept = this.store.read("conversation", null);
    if (kept?.version === 1 && Date.now() - kept.at < KEEP_MS) return kept;
    if (kept) this.store.remove("conversation");
    if (kept?.id) this.forget(kept.id);
    return { id: null, entries: [] };
  }

  /** Go on with what was kept; no entry is on its way (`sending`). */
  take({ id, entries }) {
    Object.assign(this, { id, entries, sending: null });
  }

  /** Take up what another tab of this browser has changed; what is on its way in this one stays so. */
  follow() {
    const kept = this.kept();
    if (this.sending && kept.entries.some((each) => each.id === this.sending.id)) {
      const known = new Set(this.entries.map((each) => each.id));
      this.entries.push(...kept.entries.filter((each) => !known.has(each.id)));
    } else {
      if (this.same(kept)) return;
      this.take(kept);
    }
    this.changed(null);
  }

  same(kept) {
    return kept.id === this.id && JSON.stringify(kept.entries) === JSON.stringify(this.entries);
  }

  /** Say `text`; `message` is what is really sent, where that differs. */
  say(text, message = text) {
    this.add({ from: "citizen", text, message, state: "waiting" });
    this.send();
  }

  /** Note that the device itself answered `text` with `messages`; nothing is sent. */
  note(text, messages) {
    this.add({ from: "citizen", text, message: text, state: "answered" });
    this.add({ from: "assistant", messages });
  }

  /** Send the entry `id` again, now. */
  retry(id) {
    const entry = this.entries.find((each) => each.id === id);
    if (!entry || entry.state === "answered") return;
    this.update(entry, { state: "waiting", why: undefined });
    this.send();
  }

  /** Take the entry `id`, which is not answered, out. Returns its text, to be written anew. */
  takeBack(id) {
    const entry = this.entries.find((each) => each.id === id);
    this.entries = this.entries.filter((each) => each !== entry);
    this.keep();
    this.changed(null);
    return entry?.text ?? "";
  }

  /** Keep that the answer `id` was rated. */
  rated(id) {
    const entry = this.entries.find((each) => each.id === id);
    if (!entry) return;
    entry.rated = true;
    this.keep();
  }

  /** Forget everything. */
  clear() {
    clearTimeout(this.timer);
    if (this.id) this.forget(this.id);
    this.store.remove("conversation");
    this.take(this.kept());
    this.changed(null);
  }

  /** Send what waits, one at a time. Call it when the network may be back, too. */
  async send() {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.follow(); // a page that was put aside did not hear of it
    if (!this.next()) return;
    if (!navigator.onLine) {
      for (const entry of this.entries.filter((each) => each.state === "waiting")) {
        this.update(entry, { why: WORDS.failed.offline });
      }
      return;
    }
    await alone(`tro-ly-dvc:${this.store.prefix}`, async () => {
      if (this.sending) return;
      this.follow(); // another tab may have sent it meanwhile
      await this.sendNext();
    });
  }

  next() {
    return this.entries.find((each) => each.state === "waiting");
  }

  async sendNext() {
    for (let entry = this.next(); entry; entry = this.next()) {
      this.sending = entry;
      this.update(entry, { why: undefined });
      let messages = null;
      let failure = null;
      try {
        messages = await this.ask(entry);
      } catch (error) {
        failure = error instanceof ServerError ? error : new ServerError("broken", WORDS.failed.broken);
      }
      if (this.sending !== entry) return; // cleared meanwhile: the answer is nobody's
      this.sending = null;
      if (failure?.kind === "unreachable" || failure?.kind === "busy") {
        this.wait(entry, failure);
        return;
      }
      this.attempts = 0;
      if (failure) {
        this.update(entry, { state: "failed", why: failure.message, again: failure.kind !== "refused" });
      } else {
        const [{ masked }] = messages; // what was private is not kept here either
        this.update(entry, { state: "answered", ...(masked && { text: masked, message: masked }) });
        this.add({ from: "assistant", messages, to: entry.id }, this.entries.indexOf(entry) + 1);
      }
    }
  }

  /** `entry`, and what comes after it, waits until the server can be reached. */
  wait(entry, failure) {
    const seconds = failure.seconds ?? AGAIN_SECONDS[Math.min(this.attempts, AGAIN_SECONDS.length - 1)];
    this.attempts += 1;
    this.timer = setTimeout(() => this.send(), seconds * 1000);
    this.update(entry, { why: failure.message });
    for (const each of this.entries) {
      const isNew = each !== entry && each.state === "waiting" && each.why !== WORDS.failed.queued;
      if (isNew) this.update(each, { why: WORDS.failed.queued });
    }
  }

  /** The messages to `entry`. A conversation that the server no longer knows is started anew, once. */
  async ask(entry) {
    const known = this.id;
    if (!known) await this.start(entry);
    try {
      return await this.server.say(this.id, entry.message, entry.id);
    } catch (error) {
      if (error.kind !== "unknown" || !known || this.sending !== entry) throw error;
      await this.start(entry);
      return this.server.say(this.id, entry.message, entry.id);
    }
  }

  async start(entry) {
    const id = await this.server.start();
    if (this.sending !== entry) throw new ServerError("broken", WORDS.failed.broken); // cleared meanwhile
    this.id = id;
    this.keep(); // an answer that is lost on its way is asked for in the same conversation
  }

  add(entry, at = this.entries.length) {
    entry.id = newId();
    this.entries.splice(at, 0, entry);
    this.entries = this.entries.slice(-MOST_KEPT);
    this.keep();
    this.changed(entry);
  }

  update(entry, values) {
    Object.assign(entry, values);
    this.keep();
    this.changed(entry);
  }

  keep() {
    this.store.write("conversation", { version: 1, at: Date.now(), id: this.id, entries: this.entries });
  }
}

/** Ratings and deletions: each is sent once, in order; what cannot be sent now is kept on the device. */
export class Later {
  constructor(server, store) {
    this.server = server;
    this.store = store;
  }

  /** Delete the conversation `id` on the server. */
  forget(id) {
    const others = this.all().filter((each) => each.id !== id); // what was thought of it goes with it
    this.keep([...others, { act: "forget", id }]);
    return this.send();
  }

  /** Tell what a citizen thought of the answer to `message` in the conversation `id`. */
  rate(id, message, rating) {
    this.keep([...this.all(), { act: "rate", id, message, rating }]);
    return this.send();
  }

  /** Send what waits. */
  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let [first] = this.all(); first; [first] = this.all()) {
        if (first.act === "forget") await this.server.forget(first.id);
        else await this.server.rate(first.id, first.message, first.rating);
        this.keep(this.all().filter((each) => JSON.stringify(each) !== JSON.stringify(first)));
      }
    } catch {
      // The server cannot be reached: another time.
    } finally {
      this.sending = false;
    }
  }

  all() {
    return this.store.read("later", []);
  }

  keep(all) {
    if (all.length) this.store.write("later", all);
    else this.store.remove("later");
  }
}

/** Run `work` while no other tab does. Plain HTTP has no locks: there the server alone sees to it. */
function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

/** An id that nobody else makes. `crypto.randomUUID` is missing on plain HTTP. */
function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
