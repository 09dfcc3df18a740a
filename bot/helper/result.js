/**
 * The result of a guide of the pack: what one resident needs, as services_catalog/guides/result.py says it. Pure.
 *
 * The pack has the facts of each day in it: an item's `versions`. What hangs on a skipped question is shown with the
 * case in which it holds; where that is more than anybody reads, only what holds in most cases is.
 */

import { caseOf, settled, share } from "./cases.js";
import { complete, isAsked, optionOf, SKIPPED } from "./engine.js";

/**
 * `{ title, choices, blocks, sources, verified_at }` of `guide` for `answers` on the day `today` (ISO), in the
 * sentences `words` of the pack. An item of a block may carry `rules`, ids of rules of safe helping, and `past`.
 */
export function result(guide, answers, words, today) {
  const taken = complete(guide, answers);
  const restsOn = new Set();
  const pages = new Map();
  const sections = guide.sections.map((section) => [section, shown(guide, section, taken)]);
  const open = sections.flatMap(([, items]) => items).filter((each) => each.held === null);
  const isBrief = open.length > words.most_open;
  const blocks = sections.flatMap(([section, items]) => {
    const kept = isBrief ? withoutAWall(guide, items, taken, words.most_shown?.[section.id] ?? 0) : items;
    const said = kept.map((each) => line(guide, each, taken, words, today, restsOn, pages));
    return block(section, said.filter(Boolean));
  });
  if (isBrief) blocks.unshift(leftOpen(guide, taken, words));
  const records = [...restsOn].map((slug) => guide.records[slug]);
  return {
    title: guide.title,
    choices: guide.questions
      .filter((question) => optionOf(question, taken[question.id]))
      .map((question) => [question.about, optionOf(question, taken[question.id]).label]),
    blocks: [...overdue(guide, records, words, today), ...blocks],
    sources: sources(records, pages, today),
    verified_at: [guide.verified_on, ...records.map((record) => record.verified_on)].sort()[0],
  };
}

/** Whether `range` (`from`, `to`: ISO days or null) holds on the day `today`. */
export const inForce = ({ from, to }, today) => (!from || from <= today) && (!to || today <= to);

/** The items of `section` that hold or may hold, each with whether it is settled: `{ item, held }`. */
function shown(guide, section, taken) {
  const items = section.items.map((item) => ({ item, held: settled(guide, item.when, taken) }));
  return items.filter(({ held }) => held || (held === null && section.id !== "next"));
}

/** Of `items` all that hold and the `most` of the others that hold in most cases, in their order. */
function withoutAWall(guide, items, taken, most) {
  const likely = items
    .filter(({ held }) => held === null)
    .map((each) => [each, share(guide, each.item.when, taken)])
    .sort(([, one], [, other]) => other - one);
  const leftOut = new Set(likely.slice(most).map(([each]) => each));
  return items.filter((each) => !leftOut.has(each));
}

function line(guide, { item, held }, taken, words, today, restsOn, pages) {
  const version = item.versions.find((each) => inForce(each, today));
  if (!version) return null;
  if (item.record) restsOn.add(item.record);
  for (const at of version.pages ?? item.pages ?? []) pages.set(guide.sources[at].title, guide.sources[at].url ?? null);
  const found = { ...version.item };
  if (held === null) found.when = [found.when, caseOf(guide, item.when, taken, words)].filter(Boolean).join(", ");
  if (version.rules?.length) found.rules = version.rules;
  if (version.past) found.past = true;
  if (version.beside) found.beside = version.beside;
  return found;
}

/** What somebody who skipped what settles most has to find out, and how to go on then. */
function leftOpen(guide, taken, words) {
  const skipped = guide.questions.filter((each) => taken[each.id] === SKIPPED && isAsked(each, taken));
  const text = words.left_open.text.replace("{questions}", () => skipped.map((each) => each.about).join(", "));
  return { type: "text", title: words.left_open.title, text };
}

function block({ title, block: type }, items) {
  if (!items.length) return [];
  if (type !== "text" && type !== "notice") return [{ type, title, items }];
  const text = items.map(inOneLine).join("\n");
  return [type === "text" ? { type, title, text } : { type, level: "warning", title, text }];
}

function inOneLine({ when, text, note }) {
  const said = when ? `${when.charAt(0).toUpperCase()}${when.slice(1)}: ${text}` : text;
  return note ? `${said} (${note})` : said;
}

/** A notice if the guide or a record it rests on is due for review, or a record is no longer in force. */
function overdue(guide, records, words, today) {
  const due = records.filter((record) => record.valid_to && record.valid_to < today);
  const late = [guide, ...records].filter((each) => each.review_until < today);
  const told = due.length
    ? words.expired.replace("{names}", () => due.map((record) => record.name).join(", "))
    : late.length && words.overdue.replace("{day}", late.map((each) => each.verified_on).sort()[0].split("-").reverse().join("/"));
  return told ? [{ type: "notice", level: "warning", text: told }] : [];
}

function sources(records, pages, today) {
  const laws = new Map();
  for (const law of records.flatMap((record) => record.laws)) {
    const known = law.to && law.to < today ? true : laws.has(law.number);
    if (!known) laws.set(law.number, { number: law.number, title: law.title, url: law.url ?? null });
  }
  return [...laws.values(), ...[...pages].map(([title, url]) => ({ number: null, title, url }))];
}
