/** Sheets for a meeting: one guide, many copies, as a file to print. No resident is meant, so the file may stay. */

import { el } from "../dom.js";
import { ask, Refused } from "./api.js";
import { button, buttons } from "./draw.js";
import { path } from "./engine.js";
import { WORDS } from "./words.js";

const COPIES = [5, 10, 20, 30, 40];

/** The screen to have sheets printed. */
export function batch(app) {
  const words = WORDS.batch;
  const guides = app.pack.topics.filter(({ kind }) => kind === "guide");
  const said = el("p", { class: "problem", role: "alert" });
  const questions = el("div", {});
  let guide = null;
  let answers = {};
  const option = (value, label) => el("option", { value }, label);
  const field = (id, label, ...options) => [el("label", { class: "label", for: id }, label), el("select", { id, autocomplete: "off" }, options)];
  const pick = field("batch-guide", words.pick, guides.map(({ id, name }) => option(id, name)));
  const copies = field("batch-copies", words.copies, COPIES.map((count) => option(count, count)));
  const paper = field("batch-paper", words.paper, Object.entries(words.papers).map(([id, label]) => option(id, label)));
  copies[1].value = "20";
  const drawQuestions = () => {
    if (!guide) return;
    const [taken, open] = path(guide, answers);
    const asked = guide.questions.filter(({ id }) => id in taken || id === open?.id);
    questions.replaceChildren(
      ...asked.map((question) => {
        const [label, select] = field(`batch-${question.id}`, question.ask, option("", words.open), question.options.map(({ id, label: name }) => option(id, name)));
        select.value = answers[question.id] ?? "";
        select.addEventListener("change", () => {
          if (select.value) answers[question.id] = select.value;
          else delete answers[question.id];
          drawQuestions();
          questions.querySelector(`#batch-${question.id}`)?.focus();
        });
        return el("div", {}, label, select);
      }),
    );
  };
  const chosen = async () => {
    answers = {};
    questions.replaceChildren();
    guide = await app.pack.item("guide", pick[1].value).catch(() => null);
    drawQuestions();
  };
  pick[1].addEventListener("change", chosen);
  chosen();
  const go = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    said.textContent = "";
    try {
      const known = guide ? Object.fromEntries(Object.entries(path(guide, answers)[0]).filter(([id]) => answers[id])) : {};
      const body = { guide: pick[1].value, answers: known, copies: Number(copies[1].value), paper: paper[1].value };
      save(await (await ask("phieu-loat", { body })).blob(), words.file);
      app.tell(words.ready);
    } catch (error) {
      said.textContent = error instanceof Refused ? error.message : WORDS.unreachable;
    }
    pressed.disabled = false;
  };
  return {
    title: words.title,
    back: () => app.home(),
    body: [
      el("p", {}, words.lead),
      pick,
      el("details", {}, el("summary", {}, words.questions), questions),
      copies,
      paper,
      said,
      buttons(button(words.go, go, { look: "primary big", picture: "print" }), button(WORDS.toHome, () => app.home())),
    ],
  };
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
