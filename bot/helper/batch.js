/** Sheets for a meeting: one guide, many copies, as a file to print. No resident is meant, so the file may stay. */

import { el } from "../dom.js";
import { ask, askJson, Refused } from "./api.js";
import { button, buttons } from "./draw.js";
import { path } from "./engine.js";
import { WORDS } from "./words.js";

const COPIES = [5, 10, 20, 30, 40];
const LONG = 2; // pages: more than the two sides of a sheet of paper
const ASK_AFTER_MS = 300; // somebody may choose on

/** The screen to have sheets printed. */
export function batch(app) {
  const words = WORDS.batch;
  const guides = app.pack.topics.filter(({ kind }) => kind === "guide");
  const said = el("p", { class: "problem", role: "alert" });
  const length = el("p", { class: "label", role: "status" });
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
          measure();
          questions.querySelector(`#batch-${question.id}`)?.focus();
        });
        return el("div", {}, label, select);
      }),
    );
  };
  const wanted = () => {
    const known = guide ? Object.entries(path(guide, answers)[0]).filter(([id]) => answers[id]) : [];
    return { guide: pick[1].value, answers: Object.fromEntries(known), paper: paper[1].value };
  };
  let pages = null;
  let asking = null;
  const tellLength = () => {
    const told = pages ? words.pages(pages, pages * Number(copies[1].value), paper[1].value) : "";
    length.textContent = pages > LONG ? `${told} ${words.long}` : told;
  };
  const measure = () => {
    pages = null;
    tellLength();
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const body = wanted();
      const found = await askJson("phieu-loat/so-trang", { body }).catch(() => null); // without a network nothing can be printed
      if (JSON.stringify(body) !== JSON.stringify(wanted())) return; // chosen on meanwhile
      pages = found?.pages ?? null;
      tellLength();
    }, ASK_AFTER_MS);
  };
  const chosen = async () => {
    answers = {};
    questions.replaceChildren();
    guide = await app.pack.item("guide", pick[1].value).catch(() => null);
    drawQuestions();
    measure();
  };
  pick[1].addEventListener("change", chosen);
  paper[1].addEventListener("change", measure);
  copies[1].addEventListener("change", tellLength);
  chosen();
  const go = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    said.textContent = "";
    try {
      const body = { ...wanted(), copies: Number(copies[1].value) };
      save(await (await ask("phieu-loat", { body })).blob(), words.file);
      app.announce(words.ready);
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
      el("details", { open: true }, el("summary", {}, words.questions), questions),
      copies,
      paper,
      length,
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
