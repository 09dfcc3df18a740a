/** A question of a guide: the helper reads it, the resident answers, the helper taps. */

import { el } from "../dom.js";
import { button, buttons, STAGE, stage } from "./draw.js";
import { back, path, progress, SKIPPED } from "./engine.js";
import { WORDS } from "./words.js";

/** The screen of the open question of `visit`; where there is none, what is to be done. */
export function asking(visit) {
  const { guide } = visit;
  const [, question] = path(guide, visit.answers);
  const [step, of] = progress(guide, visit.answers);
  const choose = (id) => {
    visit.answers = { ...visit.answers, [question.id]: id };
    if (path(guide, visit.answers)[1]) visit.ask();
    else visit.work();
  };
  if (!question) return { title: guide.title, body: [button(WORDS.on, () => visit.work(), { look: "primary big" })], back: () => visit.choose() };
  const option = ({ id, label, note }) =>
    el("button", { type: "button", class: "option", onclick: () => choose(id) }, el("span", { class: "to" }, label), note && el("span", { class: "what" }, note));
  return {
    title: question.ask,
    head: [stage(STAGE.asking), el("p", { class: "soft" }, `${guide.title} · ${WORDS.asking.of(step, of)}`)],
    aloud: () => [question.ask, ...question.options.map(({ label, note }) => [label, note].filter(Boolean).join(". "))],
    tools: visit.tools,
    back: () => stepBack(visit),
    body: [
      question.help && el("p", { class: "help" }, question.help),
      buttons(question.options.map(option)),
      el(
        "div",
        { class: "row" },
        button(WORDS.back, () => stepBack(visit)),
        button(WORDS.asking.skip, () => choose(SKIPPED)),
      ),
    ],
  };
}

/** To the question before, or, from the first one, to the choice of what to do. */
export function stepBack(visit) {
  const before = back(visit.guide, visit.answers);
  if (Object.keys(before).length === Object.keys(visit.answers).length) visit.choose();
  else {
    visit.answers = before;
    visit.ask();
  }
}
