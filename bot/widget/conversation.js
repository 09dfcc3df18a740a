/** What was said, in order, and the sending of what was not yet answered. Knows nothing of how it is drawn. */

import { ServerError } from "./server.js";
import { readConversation, writeConversation } from "./storage.js";
import { WORDS } from "./words.js";

const MOST_KEPT = 80; // entries; local storage holds about 5 MB

/**
 * One conversation. Its `entries` are, oldest first:
 *
 * - `{ id, from: "citizen", text, message, state, why? }`: `text` is what is shown, `message` what is sent (the
 *   payload of a button, or the text); `state` is waiting, failed or answered; a failed one says `why`, and whether
 *   it is worth sending again (`again`);
 * - `{ id, from: "assistant", messages }`: the server's messages as they came.
 */
export class Conversation {
  /** `changed(entry)` is called for each entry that is new or has changed; with null when all have. */
  constructor(server, store, changed) {
    this.server = server;
    this.store = store;
    this.changed = changed;
    this.sending = null; // the entry on its way
    this.read();
  }

  /** Whether an answer is being waited for. */
  get busy() {
    return this.sending !== null;
  }

  /** Take up what is kept on the device; what was on its way when the page closed has to be sent again by hand. */
  read() {
    const kept = readConversation(this.store);
    this.id = kept.id;
    this.entries = kept.entries;
    for (const entry of this.entries.filter((each) => each.state === "waiting")) {
      Object.assign(entry, { state: "failed", why: WORDS.failed.interrupted, again: true });
    }
  }

  /** Say `text`; `message` is what is really sent, where that differs. */
  say(text, message = text) {
    this.add({ from: "citizen", text, message, state: "waiting" });
    this.send();
  }

  /** Send the failed entry `id` again. */
  retry(id) {
    const entry = this.entries.find((each) => each.id === id);
    if (entry?.state !== "failed") return;
    this.update(entry, { state: "waiting", why: undefined });
    this.send();
  }

  /** Take the failed entry `id` out. Returns its text, to be written anew. */
  takeBack(id) {
    const entry = this.entries.find((each) => each.id === id);
    this.entries = this.entries.filter((each) => each !== entry);
    this.keep();
    this.changed(null);
    return entry?.text ?? "";
  }

  /** Forget everything; the next message starts a new conversation on the server. */
  clear() {
    this.id = null;
    this.entries = [];
    this.sending = null;
    this.store.remove("conversation");
    this.changed(null);
  }

  /** Send what waits, in order, one at a time. Call it again when the network is back. */
  async send() {
    const entry = this.entries.find((each) => each.state === "waiting");
    if (this.busy || !entry) return;
    if (navigator.onLine === false) {
      this.update(entry, { why: WORDS.failed.offline });
      return;
    }
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
    if (failure) {
      this.update(entry, { state: "failed", why: failure.message, again: failure.kind !== "refused" });
      return;
    }
    this.update(entry, { state: "answered" });
    this.add({ from: "assistant", messages }, this.entries.indexOf(entry) + 1);
    this.send();
  }

  /** The server's messages to `entry`. A conversation that the server no longer knows is started anew, once. */
  async ask(entry) {
    const known = this.id;
    if (!known) await this.start(entry);
    try {
      return await this.server.say(this.id, entry.message);
    } catch (error) {
      if (error.kind !== "unknown" || !known || this.sending !== entry) throw error;
      await this.start(entry);
      return this.server.say(this.id, entry.message);
    }
  }

  async start(entry) {
    const id = await this.server.start();
    if (this.sending !== entry) throw new ServerError("broken", WORDS.failed.broken); // cleared meanwhile
    this.id = id;
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
    writeConversation(this.store, this.id, this.entries);
  }
}

/** An id that no other entry has. `crypto.randomUUID` is missing on plain HTTP. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
