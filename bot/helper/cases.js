/**
 * In which case something holds that hangs on skipped questions, as services_catalog/guides/cases.py tells it. Pure.
 * Conditions are those of the pack: `{ question, in }`, `{ all }`, `{ any }`, `{ not }`.
 */

import { holds, mentions, SKIPPED } from "./engine.js";

/** Whether `when` holds whatever the skipped questions of `taken` may turn out to be; null if that differs. */
export function settled(guide, when, taken) {
  const held = holds(when, taken);
  if (held !== null) return held;
  const found = new Set(ways(guide, when, taken).map((way) => holds(when, way)));
  return found.size === 1 ? [...found][0] : null;
}

/** The share of the ways in which the skipped questions of `taken` may turn out that have `when` hold. */
export function share(guide, when, taken) {
  const possible = ways(guide, when, taken);
  return possible.filter((way) => holds(when, way)).length / possible.length;
}

/** The case in which `when` holds, in the sentences `words` of the pack. */
export function caseOf(guide, when, taken, words) {
  const found = needed(guide, when, ways(guide, when, taken));
  const parts = found.all ?? [found];
  const wanted = parts.filter((part) => !part.not);
  const unwanted = parts.filter((part) => part.not).map((part) => part.not);
  const said = (pattern, key, some) => (some.length ? [filled(pattern, { case: inWords(guide, one(key, some), words) })] : []);
  return [...said(words.if_case, "all", wanted), ...said(words.unless, "any", unwanted)].join(", ");
}

/** Every way in which the questions that `when` hangs on may turn out; what was answered stays. */
function ways(guide, when, taken) {
  const names = new Set(mentions(when).map(([name]) => name));
  for (const question of [...guide.questions].reverse()) {
    if (names.has(question.id)) for (const [name] of mentions(question.when)) names.add(name);
  }
  return guide.questions
    .filter((question) => names.has(question.id))
    .reduce((found, question) => found.flatMap((way) => turningOut(question, way, taken).map((each) => ({ ...way, ...each }))), [{}]);
}

function turningOut(question, way, taken) {
  const answer = taken[question.id] ?? SKIPPED;
  if (answer !== SKIPPED) return [{ [question.id]: answer }];
  return holds(question.when, way) ? question.options.map((option) => ({ [question.id]: option.id })) : [{}];
}

/** `when` without the parts that change nothing in any of the `possible` ways. */
function needed(guide, when, possible) {
  if (when.question) return shortest(guide, when, possible);
  if (when.not) {
    const inner = needed(guide, when.not, possible);
    return inner.not ?? { not: inner };
  }
  const key = when.any ? "any" : "all";
  let parts = when[key];
  for (const part of when[key]) {
    const others = parts.filter((other) => other !== part);
    if (others.length && alike({ [key]: others }, { [key]: parts }, possible)) parts = others;
  }
  return one(key, parts.map((part) => needed(guide, part, possible)).flatMap((part) => part[key] ?? [part]));
}

/** «one of these», «none of the others» where that is shorter and as true, or, of all, when it is asked. */
function shortest(guide, when, possible) {
  const question = guide.questions.find((each) => each.id === when.question);
  const others = question.options.map((option) => option.id).filter((id) => !when.in.includes(id));
  if (question.when && !others.length) return needed(guide, question.when, possible);
  const denied = { not: { question: when.question, in: others } };
  return others.length < when.in.length && alike(when, denied, possible) ? denied : when;
}

const one = (key, parts) => (parts.length === 1 ? parts[0] : { [key]: parts });

const alike = (condition, other, possible) => possible.every((way) => holds(condition, way) === holds(other, way));

function inWords(guide, condition, words) {
  if (condition.not) return filled(words.not_case, { case: grouped(guide, condition.not, words) });
  const parts = condition.all ?? condition.any;
  if (parts) return [...new Set(parts.map((part) => grouped(guide, part, words)))].join(condition.all ? words.and : words.or);
  const question = guide.questions.find((each) => each.id === condition.question);
  const chosen = question.options.filter((option) => condition.in.includes(option.id));
  return filled(words.answer, { question: question.about, answer: chosen.map((option) => option.label).join(words.either) });
}

function grouped(guide, part, words) {
  const said = inWords(guide, part, words);
  return part.all || part.any ? `(${said})` : said;
}

const filled = (pattern, values) => pattern.replace(/{(\w+)}/g, (_, name) => values[name]);
