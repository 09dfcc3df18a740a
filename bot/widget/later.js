/** Small messages to the server that may wait: what a citizen thought of an answer, and what is to be forgotten. */

/** Sends each message once, in order; what cannot be sent now is kept on the device and tried again. */
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
