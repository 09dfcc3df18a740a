/** Pieces that several screens are made of. */

import { drawBlocks } from "../blocks.js";
import { el, svg } from "../dom.js";
import { icon } from "../icons.js";
import { WORDS } from "./words.js";

const MORE_ICONS = {
  next: "M9 11a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7zM2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6M16 12h6M19.5 9l3 3l-3 3",
  turn: "M4 12a8 8 0 0 1 14-5.3M18 3v4h-4M20 12a8 8 0 0 1-14 5.3M6 21v-4h4",
  stop: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16v.2",
  find: "M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM16 16l5 5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  learn: "M3 6l9-3l9 3l-9 3zM6 8v6c3 3 9 3 12 0V8",
};

/** The drawing called `name`: one of the widget's, or one of ours. */
export function symbol(name) {
  if (!MORE_ICONS[name]) return icon(name);
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, svg("path", { d: MORE_ICONS[name] }));
}

/** A button. `look`: its class («big», «primary», …); `picture`: the name of a drawing. */
export function button(words, act, { look, picture, ...more } = {}) {
  return el("button", { type: "button", class: look, onclick: act, ...more }, picture && symbol(picture), el("span", {}, words));
}

/** Buttons below each other. */
export const buttons = (...all) => el("ul", { class: "buttons", role: "list" }, all.flat().filter(Boolean).map((each) => el("li", {}, each)));

/** A box that tells something: `level` is info, warning or scam. */
export function box(level, title, ...children) {
  return el("section", { class: `notice ${level}` }, symbol(level), el("div", {}, title && el("h2", { class: "title" }, title), children));
}

export const paragraphs = (lines) => lines.map((line) => el("p", {}, line));

export const list = (lines, name = "ul") => el(name, { class: "plain" }, lines.map((line) => el("li", {}, line)));

/** Blocks of an answer; `ticks` remembers ticked papers, in memory alone. */
export function blocks(all, ticks = new Set(), ticked = () => {}) {
  const context = {
    level: 2,
    service: "",
    ticks: {
      has: (_, text) => ticks.has(text),
      set: (_, text, on) => {
        if (on) ticks.add(text);
        else ticks.delete(text);
        ticked();
      },
    },
    press: () => {},
  };
  return drawBlocks(all, context);
}

/** How old what is said here may be: a line from the first day on, a warning once it is long; nothing on the day itself. */
export function packAge({ age, isOld }) {
  if (isOld) return box("warning", null, el("p", {}, WORDS.status.old(age)));
  return age > 0 && el("p", { class: "soft" }, `${WORDS.status.age(age)}.`);
}

/** A rule of safe helping, in words for both; `level`: of its heading. */
export function ruleCard(rule, level) {
  return el(
    "section",
    { class: "rule" },
    el(`h${level}`, {}, symbol("scam"), rule.title),
    el("p", {}, el("strong", {}, `${WORDS.doing.helper}: `), rule.helper),
    el("p", {}, el("strong", {}, `${WORDS.doing.resident}: `), rule.resident),
    rule.why && el("p", { class: "soft" }, rule.why),
  );
}

/** What is shown over everything else until it is closed. Returns the element, open; its `close()` takes it away. */
export function dialog(title, ...children) {
  const heading = el("h2", { tabindex: "-1", id: "dialog-title" }, title);
  const made = el("dialog", { "aria-labelledby": "dialog-title" }, heading, children);
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  heading.focus();
  return made;
}

/** The items of `all` blocks or sections that speak to somebody, as lines to be read aloud. */
export function spoken(all) {
  const item = ({ when, text, amount, count, note }) => [when && `${when}:`, text, amount, count, note].filter(Boolean).join(". ");
  return all.flatMap((block) => [block.title, ...(block.text ?? "").split("\n"), ...(block.items ?? []).map(item)]).filter(Boolean);
}

/** The stages of a visit, in order. */
export const STAGE = { opening: 0, asking: 1, doing: 2, sheet: 3, outcome: 4 };

/** Where a visit stands: «Phần 2/5: Hỏi». */
export function stage(at) {
  const all = WORDS.stages.length;
  const words = WORDS.stage(at + 1, all, WORDS.stages[at]);
  return el("div", { class: "stage" }, el("p", {}, words), el("progress", { max: all, value: at + 1, "aria-label": words }));
}
