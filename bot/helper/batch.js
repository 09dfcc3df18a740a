/** Sheets for a meeting: one guide, many copies, as a file to print. No resident is meant, so the file may stay. */

import { el } from "../dom.js";
import { ask, askJson, Refused } from "./api.js";
import { button, buttons, list } from "./draw.js";
import { complete, isAsked, SKIPPED } from "./engine.js";
import { WORDS } from "./words.js";

const COPIES = [5, 10, 20, 30, 40];
const LONG = 2; // pages: more than the two sides of a sheet of paper
const ASK_AFTER_MS = 300; // somebody may choose on

/** The screen to have sheets printed. */
export function batch(app) {
  const words = WORDS.batch;
  const guides = app.pack.topics.filter(({ kind }) => kind === "guide");
  const said = el("div", { class: "problem", role: "alert" });
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
  const asked = () => {
    const taken = complete(guide, answers); // «mọi trường hợp» of one question leaves the others to be answered
    return guide.questions.filter((question) => question.id in taken && isAsked(question, taken));
  };
  const open = () => asked().filter(({ id }) => !(id in answers));
  const drawQuestions = () => {
    if (!guide) return;
    questions.replaceChildren(
      ...asked().map((question) => {
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
    const known = guide ? Object.entries(complete(guide, answers)).filter(([, option]) => option !== SKIPPED) : [];
    return { guide: pick[1].value, answers: Object.fromEntries(known), paper: paper[1].value };
  };
  let told = null; // how long it is and whether it leaves the papers out, once the server has said so
  let asking = null;
  const tellLength = () => {
    const { pages, brief } = told ?? {};
    const size = pages && words.pages(pages, pages * Number(copies[1].value), paper[1].value);
    length.textContent = [size, pages > LONG && words.long, brief && words.brief].filter(Boolean).join(" ");
  };
  const measure = () => {
    told = null;
    said.replaceChildren();
    tellLength();
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const body = wanted();
      const found = await askJson("phieu-loat/so-trang", { body }).catch(() => null); // without a network nothing can be printed
      if (JSON.stringify(body) !== JSON.stringify(wanted())) return; // chosen on meanwhile
      told = found;
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
  /** Ask for what is still open before many sheets are printed that name no papers. */
  const askFirst = () => {
    said.replaceChildren(
      el("p", {}, words.askFirst),
      list(open().map(({ about }) => about)),
      button(words.anyway, load),
    );
    questions.querySelector(`#batch-${open()[0].id}`)?.focus();
  };
  const go = (event) => (told?.brief && open().length ? askFirst() : load(event));
  const load = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    said.replaceChildren();
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
