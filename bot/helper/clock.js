/** Days as Vietnam counts them. */

const DAY_MS = 86_400_000;

/** The day in Vietnam at `moment` (ms since 1970), as an ISO date. */
export function dayOf(moment = Date.now()) {
  return new Date(moment + 7 * 3_600_000).toISOString().slice(0, 10); // UTC+7, without summer time
}

/** Whole days from `from` to `to` (ISO dates). */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
