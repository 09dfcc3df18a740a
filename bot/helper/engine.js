/**
 * Walks any guide of the pack, as services_catalog/guides/engine.py does. Pure: a guide and the answers so far,
 * `{ question: option }`; answers may hold more than was asked, and only what lies on the path counts.
 */

export const SKIPPED = "?"; // the answer of somebody who does not know

/** Whether `condition` is true of `answers`; null if that hangs on something skipped. No condition is true. */
export function holds(condition, answers) {
  if (!condition) return true;
  if (condition.question) {
    const answer = answers[condition.question];
    return answer === SKIPPED ? null : condition.in.includes(answer);
  }
  if (condition.not) {
    const held = holds(condition.not, answers);
    return held === null ? null : !held;
  }
  const decides = Boolean(condition.any); // one true part settles «any», one false part settles «all»
  const held = (condition.any ?? condition.all).map((part) => holds(part, answers));
  return held.includes(decides) ? decides : held.includes(null) ? null : !decides;
}

/** Each `[question, option]` that `condition` speaks of. */
export function mentions(condition) {
  if (!condition) return [];
  if (condition.question) return condition.in.map((option) => [condition.question, option]);
  return (condition.any ?? condition.all ?? [condition.not]).flatMap(mentions);
}

/** The option `id` of `question`, if there is one. */
export const optionOf = (question, id) => question.options.find((option) => option.id === id);

/** Whether `question` is asked after `taken`. What is skipped rules nothing out: «không phải …» goes on asking. */
export const isAsked = (question, taken) =>
  holds(question.when, Object.fromEntries(Object.entries(taken).filter(([, answer]) => answer !== SKIPPED)));

/** `[taken, open]`: the answers that count, and the question that is open; null at the end. */
export function path(guide, answers) {
  const taken = {};
  for (const question of guide.questions) {
    if (isAsked(question, taken)) {
      const answer = answers[question.id];
      if (answer !== SKIPPED && !optionOf(question, answer)) return [taken, question];
      taken[question.id] = answer;
    } else if (holds(question.when, taken) === null) taken[question.id] = SKIPPED;
  }
  return [taken, null];
}

/** `answers` without the last one that was asked for. */
export function back(guide, answers) {
  const [taken] = path(guide, answers);
  const asked = guide.questions.filter((question) => question.id in taken && isAsked(question, taken));
  const last = asked[asked.length - 1];
  return Object.fromEntries(Object.entries(answers).filter(([id]) => id !== last?.id));
}

/** `[the number of the open question, how many there are at most on this way]`. At the end both are the same. */
export function progress(guide, answers) {
  const [left, of] = longest(guide, answers);
  return [left ? of - left + 1 : of, of];
}

/**
 * `[the most questions that may still be asked, how many that way has with those that are answered]`.
 * Only what a later condition tells apart is told apart.
 */
function longest(guide, answers) {
  const [taken, open] = path(guide, answers);
  if (!open) return [0, guide.questions.filter((each) => each.id in taken && isAsked(each, taken)).length];
  const mentioned = guide.questions.flatMap((each) => mentions(each.when)).filter(([name]) => name === open.id).map(([, id]) => id);
  const apart = open.options.filter((option) => mentioned.includes(option.id));
  const other = open.options.filter((option) => !mentioned.includes(option.id)).slice(0, 1);
  const ways = [...apart, ...other].map((option) => longest(guide, { ...answers, [open.id]: option.id }));
  const [[left, of]] = ways.sort(([left, of], [otherLeft, otherOf]) => otherLeft - left || otherOf - of);
  return [left + 1, of];
}

/** The answers that count, with what is still open skipped. */
export function complete(guide, answers) {
  const [taken, open] = path(guide, answers);
  return open ? complete(guide, { ...answers, [open.id]: SKIPPED }) : taken;
}
