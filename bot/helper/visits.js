/** Visits on their way to the server: each arrives once, however often it is sent. Runs in the page and in the worker. */

import { askJson, Refused } from "./api.js";
import { read, readAll, remove, write } from "./database.js";

export const SYNC = "luot"; // the tag of the background synchronisation
const MOST = 100; // in one message

/** Keep `visit` (all its fields but the id, which is made here) until the server has taken it. */
export async function keep(visit) {
  const id = crypto.randomUUID();
  await write("visits", id, { id, ...visit });
}

/** How many wait to be sent. */
export const waiting = async () => (await readAll("visits")).length;

/**
 * Send what waits. A visit is forgotten here only when the server says that it has it, or that it never will.
 * How many it will never take is kept, for nobody may be looking. Raises Unreachable, and Refused where the phone is in no team.
 */
export function send() {
  // The page and the worker, or two windows, take turns; where there are no locks the server counts an id once anyway.
  return self.navigator.locks ? navigator.locks.request(SYNC, sendAll) : sendAll();
}

/** How many the server refused for good, until `seen`. */
export const lost = async () => (await read("small", "lost")) ?? 0;

/** Somebody was told of those that are lost. */
export const seen = () => remove("small", "lost");

async function sendAll() {
  for (let all = await readAll("visits"); all.length; all = await readAll("visits")) {
    const visits = all.slice(0, MOST);
    const { taken, refused } = await askJson("luot", { body: { visits } });
    const renamed = refused.filter(({ why }) => why === "hamlet").map(({ id }) => visits.find((visit) => visit.id === id));
    for (const visit of renamed.filter((each) => each?.hamlet)) await write("visits", visit.id, { ...visit, hamlet: null });
    const never = refused.filter(({ id, why }) => id && !(why === "hamlet" && visits.find((visit) => visit.id === id)?.hamlet));
    if (never.length) await write("small", "lost", (await lost()) + never.length);
    const over = [...taken, ...never.map(({ id }) => id)];
    if (!over.length && !renamed.length) throw new Refused("no-progress", "", 200);
    await remove("visits", ...over);
  }
}
