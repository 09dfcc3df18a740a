/**
 * The result of a guide of the pack: what one resident needs, as services_catalog/guides/result.py says it. Pure.
 *
 * The pack has the facts of each day in it: an item's `versions`. What hangs on a skipped question is shown with the
 * case in which it holds.
 */

import { complete, holds, mentions, optionOf, SKIPPED } from "./engine.js";

/**
 * `{ title, choices, blocks, sources, verified_at }` of `guide` for `answers` on the day `today` (ISO), in the
 * sentences `words` of the pack. An item of a block may carry `rules`, ids of rules of safe helping, and `past`.
 */
export function result(guide, answers, words, today) {
  const taken = complete(guide, answers);
  const restsOn = new Set();
  const pages = new Map();
  const blocks = guide.sections.flatMap((section) => {
    const items = section.items.map((item) => said(guide, section, item, taken, words, today, restsOn, pages));
    return block(section, items.filter(Boolean));
  });
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

function said(guide, section, item, taken, words, today, restsOn, pages) {
  const shown = holds(item.when, taken);
  if (shown === false || (shown === null && section.id === "next")) return null;
  const version = item.versions.find((each) => inForce(each, today));
  if (!version) return null;
  if (item.record) restsOn.add(item.record);
  for (const at of version.pages ?? item.pages ?? []) pages.set(guide.sources[at].title, guide.sources[at].url ?? null);
  const found = { ...version.item };
  if (shown === null) found.when = caseOf(guide, item.when, taken, words);
  if (version.rules?.length) found.rules = version.rules;
  if (version.past) found.past = true;
  return found;
}

/** The answers to what was skipped under which `condition` holds, in words. */
function caseOf(guide, condition, taken, words) {
  const labels = new Set();
  for (const [name, id] of mentions(condition)) {
    const question = guide.questions.find((each) => each.id === name);
    const option = question && optionOf(question, id);
    if (option && taken[name] === SKIPPED) labels.add(`«${option.label}»`);
  }
  return words.if_case.replace("{case}", () => [...labels].join(words.or));
}

function block({ title, block: type }, items) {
  if (!items.length) return [];
  if (type !== "text" && type !== "notice") return [{ type, title, items }];
  const text = items.map(line).join("\n");
  return [type === "text" ? { type, title, text } : { type, level: "warning", title, text }];
}

function line({ when, text, note }) {
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
