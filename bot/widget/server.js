/** The webhook's routes (docs/webhook.md). Every failure is a `ServerError` with a sentence to show. */

import { WORDS } from "./words.js";

const SILENCE_MS = 30_000; // nothing heard for so long: the network is gone, or the server is
const BUSY_SECONDS = 10; // to wait where the server does not say how long

/**
 * Why there is no answer: `kind` is unreachable, timeout, busy (for `seconds`), unknown, refused or broken.
 */
export class ServerError extends Error {
  constructor(kind, sentence, seconds) {
    super(sentence);
    this.kind = kind;
    this.seconds = seconds;
  }
}

/** The assistant behind `endpoint`. */
export class Server {
  /** `endpoint` ends with a slash. */
  constructor(endpoint) {
    this.web = new URL("webhooks/web/", endpoint).href;
  }

  /** What staff say to everybody just now, as blocks. */
  notices() {
    return this.request("GET", `${this.web}notices`);
  }

  /** Start a conversation. Returns its id. */
  async start() {
    return (await this.request("POST", `${this.web}conversations`)).id;
  }

  /** The assistant's messages to `message`; the same `key` is answered once. */
  async say(id, message, key) {
    const messages = await this.request("POST", this.of(id, "/messages"), { message, id: key });
    if (!Array.isArray(messages) || !messages.length) throw new ServerError("broken", WORDS.failed.broken);
    return messages;
  }

  /** Rate the answer to `message`; `rating`: `{ useful, why, service, aspect }`. */
  rate(id, message, rating) {
    return this.settled(this.request("POST", this.of(id, "/ratings"), { message_id: message, ...rating }));
  }

  /** Delete the conversation `id`. */
  forget(id) {
    return this.settled(this.request("DELETE", this.of(id)));
  }

  of(id, rest = "") {
    return `${this.web}conversations/${encodeURIComponent(id)}${rest}`;
  }

  /** What the server does not know or does not take need not be sent again. */
  settled(request) {
    return request.catch((error) => {
      if (error.kind !== "unknown" && error.kind !== "refused") throw error;
    });
  }

  async request(method, url, body) {
    const patience = new Patience(SILENCE_MS);
    try {
      const response = await fetch(url, {
        method,
        headers: { Accept: "text/event-stream, application/json", ...(body && { "Content-Type": "application/json" }) },
        body: body && JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: patience.signal,
      });
      if (!response.ok) throw await refusal(response);
      if (response.status === 204) return null;
      const streams = (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
      return await (streams ? lastEvent(response, patience) : response.json());
    } catch (error) {
      if (error instanceof ServerError) throw error;
      if (patience.signal.aborted) throw new ServerError("timeout", WORDS.failed.timeout);
      if (error instanceof SyntaxError) throw new ServerError("broken", WORDS.failed.broken);
      throw new ServerError("unreachable", WORDS.failed.unreachable);
    } finally {
      patience.end();
    }
  }
}

/** Aborts its signal when nothing was heard for a while. */
class Patience {
  constructor(milliseconds) {
    this.milliseconds = milliseconds;
    this.controller = new AbortController();
    this.signal = this.controller.signal;
    this.heard();
  }

  heard() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(), this.milliseconds);
  }

  end() {
    clearTimeout(this.timer);
  }
}

/** The data of the event `messages` of a stream. A stream that breaks off before it has none: unreachable. */
async function lastEvent(response, patience) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new ServerError("unreachable", WORDS.failed.unreachable);
    patience.heard();
    text += decoder.decode(value, { stream: true });
    const events = text.split(/\r?\n\r?\n/);
    text = events.pop();
    for (const event of events) {
      const [, name, data] = /^event: ?(.*)\r?\ndata: ?(.*)$/m.exec(event) ?? [];
      if (name === "messages") return JSON.parse(data);
      if (name === "problem") throw failure(JSON.parse(data));
    }
  }
}

/** The time of day in so many seconds: unlike «in 54 seconds» it stays true. */
function clock(seconds) {
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString("vi");
}

/** What an answer other than 2xx means. */
async function refusal(response) {
  const isProblem = (response.headers.get("content-type") ?? "").includes("json");
  const problem = isProblem ? await response.json().catch(() => ({})) : {};
  return failure({ ...problem, status: response.status }, Number(response.headers.get("retry-after")));
}

/** A problem document as an error. Its title is a Vietnamese sentence. */
function failure({ status, title }, wait) {
  const sentence = typeof title === "string" ? title : WORDS.failed.broken;
  if (status === 404) return new ServerError("unknown", sentence);
  if (status === 429 || status === 503) {
    const seconds = wait > 0 ? wait : BUSY_SECONDS;
    return new ServerError("busy", WORDS.failed.busy(sentence.split(". ")[0], clock(seconds)), seconds);
  }
  return new ServerError(status >= 400 && status < 500 ? "refused" : "broken", sentence);
}
