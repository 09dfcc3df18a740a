/** The server, as the helper's pages know it. */

const API = new URL("api/", self.registration?.scope ?? new URL("./", location.href));
const PATIENCE_MS = 30_000;

/** The server said no: `kind` names the problem, the message is the sentence to show. */
export class Refused extends Error {
  constructor(kind, title, status) {
    super(title);
    Object.assign(this, { kind, status });
  }
}

/** The server could not be reached, or made no sense. */
export class Unreachable extends Error {}

/** Where `path` of the helper's API is. */
export const addressOf = (path) => new URL(path, API).href;

/** Ask the server for `path`, sending `body` if there is one. Raises Refused or Unreachable. */
export async function ask(path, { body, headers = {} } = {}) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE_MS);
  const json = body && { method: "POST", body: JSON.stringify(body), headers: { ...headers, "content-type": "application/json" } };
  let response;
  try {
    response = await fetch(new URL(path, API), { headers, cache: "no-store", signal: limit.signal, ...json });
  } catch {
    throw new Unreachable(path);
  } finally {
    clearTimeout(timer);
  }
  if (response.ok || response.status === 304) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status >= 500 || !problem.type) throw new Unreachable(path);
  throw new Refused(String(problem.type).split(":").pop(), problem.title, response.status);
}

/** As `ask`, with the answer read as JSON. */
export const askJson = async (path, options) => (await ask(path, options)).json();
