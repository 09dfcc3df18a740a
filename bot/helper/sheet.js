/**
 * The sheet that a resident takes along: drawn here, so that it needs no network and no page of it stays on the phone.
 * The resident's own phone opens it by its code, and a printer has it on A5.
 */

import { el } from "../dom.js";
import { day } from "../prose.js";
import { addressOf, askJson } from "./api.js";
import { button, box, list, spoken, STAGE, stage } from "./draw.js";
import { complete, SKIPPED } from "./engine.js";
import { drawQr } from "./qr.js";
import { WORDS } from "./words.js";

const MOST_COPIES = 40;
// What of a service goes into the code on its sheet, the fullest first: the first that fits is drawn.
const BRIEF = [
  { aspects: ["documents", "where"], isCounted: true },
  { aspects: ["documents", "where"], isCounted: false },
  { aspects: ["documents"], isCounted: true },
  { aspects: ["documents"], isCounted: false },
];
const IN_FULL = ["documents", "steps", "fee", "duration", "where"];

const TYPED_AT = addressOf("../../phieu").replace(/^https?:\/\//, ""); // as somebody types it who cannot scan

/** What stands on the sheet of `visit`: `{ title, choices, blocks, sources, verified, scam }`. */
export function contents(visit) {
  const { scam } = visit;
  if (visit.guide) {
    const { title, choices, blocks, sources, verified_at: verified } = visit.result;
    return { title, choices, blocks, sources, verified, scam };
  }
  const { name, sections, sources, verified_at: verified } = visit.service;
  return { title: name, choices: [], blocks: sectionsOf(visit, sections, IN_FULL), sources, verified, scam };
}

function sectionsOf(visit, sections, aspects) {
  const chosen = sections.filter(({ aspect }) => aspects.includes(aspect));
  return (chosen.length ? chosen : sections).flatMap(({ title, blocks, until }) =>
    until && until < visit.today
      ? [{ type: "text", title, text: WORDS.sheet.past(day(until)) }]
      : blocks.filter(({ type }, at) => at === 0 || type !== "list"), // further lists answer particular questions
  );
}

/** The screen that hands the sheet over. */
export function sheet(visit) {
  const words = WORDS.sheet;
  const told = contents(visit);
  const figure = el("figure", { class: "code" });
  const handed = { url: visit.guide ? lasting(visit) : null, code: null };
  const paper = drawSheet(visit, told, figure);
  const said = el("p", { role: "status", class: "soft" });
  const show = () => (handed.url ? drawAddress(figure, handed) : drawText(figure, BRIEF.map((shape) => brief(visit, shape))));
  show();
  if (visit.guide) {
    issue(visit).then(
      (issued) => {
        if (!visit.app) return; // the next resident has come meanwhile
        Object.assign(handed, issued);
        show();
      },
      () => {}, // without a network, the code is the one made here
    );
  }
  const text = () => asText(visit, told, handed);
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text()).then(() => true, () => false);
    if (done) await visit.app.guard.copied();
    said.textContent = done ? words.copied : words.notCopied;
  };
  const copies = stepper();
  return {
    title: words.title,
    head: stage(STAGE.sheet),
    aloud: () => [told.title, ...spoken(forResident(told.blocks)), ...visit.safety.ending],
    tools: visit.tools,
    back: () => visit.work(visit.pages?.length ?? 0),
    body: [
      el("div", { class: "sheets" }, paper),
      el(
        "div",
        { class: "row" },
        button(words.print, () => print(paper, copies.count()), { picture: "print" }),
        typeof navigator.share === "function" && button(words.share, () => navigator.share({ title: told.title, text: text() }).catch(() => {}), { picture: "share" }),
        button(words.copy, copy, { picture: "copy" }),
      ),
      copies.element,
      said,
      box("info", words.ending, list(visit.safety.ending)),
      el("div", { class: "row" }, button(WORDS.back, () => visit.work(visit.pages.length), {}), button(words.done, () => visit.askOutcome(), { look: "primary big" })),
    ],
  };
}

/** The answers that count and are known, as ids. */
function known(visit) {
  const taken = Object.entries(complete(visit.guide, visit.answers));
  return taken.filter(([, option]) => option !== SKIPPED);
}

/** An address that makes the sheet when the resident's phone opens it; made without a network. */
function lasting(visit) {
  const query = new URLSearchParams(known(visit)).toString();
  return addressOf(`../../phieu/tu/${visit.guide.id}`) + (query ? `?${query}` : "");
}

/** The sheet as the server keeps it, under a code that can be written down: `{ code, url }`. */
const issue = (visit) => askJson("../../phieu", { body: { guide: visit.guide.id, answers: Object.fromEntries(known(visit)) } });

function drawAddress(figure, { url, code }) {
  const words = WORDS.sheet;
  const caption = el("figcaption", {}, code ? words.scan : words.scanLater, code && [el("strong", {}, ` ${words.code(code)}`), ` ${words.typeAt(TYPED_AT)}`]);
  figure.replaceChildren(...[drawQr(url, words.qr), caption].filter(Boolean));
}

/** The first of `texts` that fits into a code. */
function drawText(figure, texts) {
  const words = WORDS.sheet;
  let picture = null;
  for (const text of texts) picture ??= drawQr(text, words.qrText, "L");
  figure.replaceChildren(...[picture, el("figcaption", {}, picture ? words.scanText : words.noCode)].filter(Boolean));
  figure.classList.toggle("dense", Boolean(picture));
}

/** The sheet on paper and screen. */
function drawSheet(visit, { title, choices, blocks, sources, verified, scam }, figure) {
  const words = WORDS.sheet;
  return el(
    "article",
    { class: "sheet", "aria-label": words.title },
    el("header", {}, el("div", {}, el("p", { class: "small" }, words.name), el("h2", {}, title), el("p", { class: "small" }, words.made(day(visit.today)), words.packAge(visit.app.pack.age)), el("p", { class: "small" }, words.nothing)), figure),
    choices.length > 0 && [el("h3", {}, words.choices), el("dl", {}, choices.map(([about, label]) => el("div", {}, el("dt", {}, about), el("dd", {}, label))))],
    forResident(blocks).map((block) => drawBlock(visit, block)),
    scam && el("section", { class: "warn" }, el("h3", {}, `${words.scam}: ${scam.title}`), el("p", {}, scam.text)),
    el("p", { class: "small" }, WORDS.service.checked(day(verified)), ". ", sources.map(({ number }) => number).filter(Boolean).join("; ")),
  );
}

/** `blocks` without what only a helper reads. */
function forResident(all) {
  return all.map((block) => (block.items ? { ...block, items: block.items.map(({ helper, ...item }) => item) } : block));
}

function drawBlock(visit, block) {
  const lines = (block.text ?? "").split("\n").filter(Boolean);
  const isCheck = block.type === "checklist";
  const item = (each) => {
    const has = visit.ticks.has(each.text);
    const state = isCheck && visit.ticks.size > 0 ? (has ? WORDS.sheet.have : WORDS.sheet.lack) : null;
    const details = [each.count, each.period, each.note, each.check && `${WORDS.sheet.check}: ${each.check}`, each.who && `${WORDS.sheet.who}: ${each.who}`, each.url];
    return el(
      "li",
      { class: isCheck ? (has ? "has" : "lacks") : null },
      each.when && el("em", {}, `${each.when.charAt(0).toUpperCase()}${each.when.slice(1)}: `),
      each.text,
      each.amount && el("strong", {}, `: ${each.amount}`),
      state && el("strong", { class: "tick" }, ` (${state})`),
      details.filter(Boolean).map((detail) => el("small", {}, detail)),
    );
  };
  return el(
    "section",
    { class: block.type === "notice" ? "warn" : null },
    block.title && el("h3", {}, block.title),
    lines.map((line) => el("p", {}, line)),
    block.items && el(block.type === "steps" ? "ol" : "ul", { class: isCheck ? "check" : null }, block.items.map(item)),
  );
}

/** The sheet in plain words, for a message. */
function asText(visit, { title, choices, blocks, verified, scam }, { url, code }) {
  const words = WORDS.sheet;
  const line = (block) => (item, at) => {
    const details = [item.count, item.period, item.note].filter(Boolean).join("; ");
    const text = [item.when && `${item.when.charAt(0).toUpperCase()}${item.when.slice(1)}: `, item.text, item.amount && `: ${item.amount}`, details && ` (${details})`, item.url && ` ${item.url}`];
    return `${block.type === "steps" ? `${at + 1}.` : "-"} ${text.filter(Boolean).join("")}`;
  };
  const part = (block) => [block.title && `${block.title}:`, block.text, ...(block.items ?? []).map(line(block))].filter(Boolean).join("\n");
  return [
    title,
    choices.map(([about, label]) => `- ${about}: ${label}`).join("\n"),
    ...forResident(blocks).map(part),
    scam && `${words.scam}: ${scam.text}`,
    `${words.made(day(visit.today))} ${WORDS.service.checked(day(verified))}.`,
    code && words.code(code),
    url && words.open(url),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** What `aspects` say of the service in few words, with how many of each paper if `isCounted`. */
function brief(visit, { aspects, isCounted }) {
  const { service } = visit;
  const item = ({ text, count }) => `- ${[text, isCounted && count].filter(Boolean).join(", ")}`;
  const lines = sectionsOf(visit, service.sections, aspects).flatMap((block) => [block.title, block.text, ...(block.items ?? []).map(item)]);
  return [service.name, ...lines].filter(Boolean).join("\n");
}

function stepper() {
  let count = 1;
  const shown = el("output", { "aria-live": "polite" }, "1");
  const change = (by) => () => {
    count = Math.min(MOST_COPIES, Math.max(1, count + by));
    shown.textContent = String(count);
  };
  const element = el(
    "div",
    { role: "group", "aria-label": WORDS.sheet.copies },
    el("p", { class: "label" }, WORDS.sheet.copies),
    el("div", { class: "stepper" }, button("−", change(-1), { "aria-label": `${WORDS.sheet.copies} −` }), shown, button("+", change(1), { "aria-label": `${WORDS.sheet.copies} +` })),
  );
  return { element, count: () => count };
}

/** Print `copies` of `paper`, and take the further ones away again. */
function print(paper, copies) {
  const more = Array.from({ length: copies - 1 }, () => paper.cloneNode(true));
  paper.after(...more);
  addEventListener("afterprint", () => more.forEach((each) => each.remove()), { once: true });
  window.print();
}
