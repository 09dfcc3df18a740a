/** The webhook's routes for the widget. Every failure is a `ServerError` with a sentence to show. */

import { WORDS } from "./words.js";

const TIMEOUT_MS = 30_000; // a slow phone network and a slow answer together

/** Why there is no answer: `kind` is unreachable, timeout, busy, unknown, refused or broken. */
export class ServerError extends Error {
  constructor(kind, sentence) {
    super(sentence);
    this.kind = kind;
  }
}

/** The assistant behind `endpoint`. */
export class Server {
  /** `endpoint`: the address under which the webhook's routes are, with a slash at its end. */
  constructor(endpoint) {
    this.conversations = new URL("webhooks/web/conversations", endpoint).href;
  }

  /** Start a conversation. Returns its id. */
  async start() {
    return (await this.post(this.conversations)).id;
  }

  /** Say `message` in the conversation `id`. Returns the assistant's messages. */
  async say(id, message) {
    const messages = await this.post(`${this.conversations}/${encodeURIComponent(id)}/messages`, { message });
    if (!Array.isArray(messages) || !messages.length) throw new ServerError("broken", WORDS.failed.broken);
    return messages;
  }

  async post(url, body) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body && JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: patience.signal,
      });
      if (!response.ok) throw await refusal(response);
      return await response.json();
    } catch (error) {
      if (error instanceof ServerError) throw error;
      if (patience.signal.aborted) throw new ServerError("timeout", WORDS.failed.timeout);
      if (error instanceof SyntaxError) throw new ServerError("broken", WORDS.failed.broken);
      throw new ServerError("unreachable", WORDS.failed.unreachable);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What an answer other than 2xx means. Problem details carry a Vietnamese sentence as their title. */
async function refusal(response) {
  const isProblem = (response.headers.get("content-type") ?? "").includes("json");
  const problem = isProblem ? await response.json().catch(() => ({})) : {};
  const sentence = typeof problem.title === "string" ? problem.title : WORDS.failed.broken;
  if (response.status === 404) return new ServerError("unknown", sentence);
  if (response.status === 429 || response.status === 503) {
    const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
    return new ServerError("busy", seconds > 0 ? WORDS.failed.busy(seconds) : sentence);
  }
  return new ServerError(response.status < 500 ? "refused" : "broken", sentence);
}
