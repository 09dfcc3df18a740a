/**
 * Drawing the structured answer, a function for each type of block (services_catalog/answers/blocks.py lists them).
 * To teach the widget a new type, add a function to `DRAW`; until then such a block is drawn as a plain list.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { destination, linked, outward, prose, webAddress } from "./prose.js";
import { WORDS } from "./words.js";

const FOLD_AFTER = 8; // items; one more than that is not worth a button

const DRAW = { text: drawText, list: drawList, checklist: drawChecklist, steps: drawSteps, fees: drawFees, links: drawLinks };

/**
 * The elements for `blocks`.
 *
 * `context`: `{ level, service, ticks }`: the level of the headings, and what remembers ticked papers.
 */
export function drawBlocks(blocks, context) {
  const known = blocks.filter((block) => block && typeof block === "object");
  return joinNotices(known).map((block) => {
    if (block.type === "notice") return drawNotice(block, context);
    const draw = DRAW[block.type] ?? drawOther;
    return el("section", { class: `block ${DRAW[block.type] ? block.type : "other"}` }, draw(block, context));
  });
}

/** Notices of one kind that follow each other share a box: `texts` instead of `text`. */
function joinNotices(blocks) {
  const joined = [];
  for (const block of blocks) {
    const last = joined[joined.length - 1];
    const same = block.type === "notice" && last?.type === "notice" && last.level === block.level;
    if (same && last.title === block.title) last.texts.push(block.text);
    else joined.push(block.type === "notice" ? { ...block, texts: [block.text] } : block);
  }
  return joined;
}

function heading(block, context, more) {
  return block.title && el(`h${context.level}`, { class: "title" }, block.title, more);
}

function drawText(block, context) {
  return [heading(block, context), prose(block.text ?? "")];
}

function drawOther(block, context) {
  return block.text ? drawText(block, context) : drawList(block, context);
}

function drawList(block, context) {
  return [heading(block, context), folding("ul", items(block).map((item) => el("li", {}, itemWords(item))))];
}

function drawSteps(block, context) {
  const rows = items(block).map((item) => el("li", {}, el("div", {}, itemWords(item))));
  return [heading(block, context), folding("ol", rows)];
}

function drawFees(block, context) {
  const rows = items(block).map((item) =>
    el(
      "li",
      {},
      el("div", { class: "what" }, itemWords({ text: item.text, when: item.when, note: item.note })),
      el(
        "div",
        { class: "amount" },
        el("strong", { class: Number.isFinite(item.amount_vnd) ? null : "unknown" }, item.amount),
        item.period && el("span", { class: "period" }, item.period),
      ),
    ),
  );
  return [heading(block, context), folding("ul", rows)];
}

function drawLinks(block, context) {
  const rows = items(block).map((item) => {
    const url = webAddress(item.url);
    if (!url) return el("li", {}, item.text);
    const leads = el("span", { class: "leads" }, destination(url));
    return el("li", {}, outward(url, icon("out"), el("span", {}, el("span", { class: "name" }, item.text), leads)));
  });
  return [heading(block, context), folding("ul", rows)];
}

function drawChecklist(block, context) {
  const all = items(block);
  const count = el("span", { class: "count" });
  const ticked = () => all.filter((item) => context.ticks.has(context.service, item.text)).length;
  const recount = () => count.replaceChildren(WORDS.have(ticked(), all.length));
  const rows = all.map((item) => {
    const box = el("input", {
      type: "checkbox",
      onchange: () => {
        context.ticks.set(context.service, item.text, box.checked);
        recount();
      },
    });
    box.checked = context.ticks.has(context.service, item.text);
    return el("li", {}, el("label", {}, box, el("span", {}, itemWords(item))));
  });
  recount();
  return [heading(block, context, count), folding("ul", rows)];
}

function drawNotice(block, context) {
  const level = WORDS.level[block.level] ? block.level : "info";
  const texts =
    block.texts.length > 1 ? el("ul", { class: "plain" }, block.texts.map((text) => el("li", {}, linked(text)))) : prose(block.texts[0]);
  return el(
    "section",
    { class: `block notice ${level}` },
    icon(level),
    el("div", {}, el(`h${context.level}`, { class: "title" }, block.title || WORDS.level[level]), texts),
  );
}

function items(block) {
  return Array.isArray(block.items) ? block.items.filter((item) => item && item.text) : [];
}

/** One item: the case in which it holds, its text, and the details under it. */
function itemWords(item) {
  const url = item.url && webAddress(item.url);
  const details = [item.count, item.note].filter(Boolean).join(" · ");
  return [
    item.when && el("span", { class: "when" }, el("span", { class: "unseen" }, `${WORDS.case}: `), capital(item.when)),
    el("span", { class: "words" }, linked(item.text)),
    details && el("span", { class: "details" }, linked(details)),
    url && el("span", { class: "details" }, outward(url, destination(url))),
  ];
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
}

/** A list of `rows` that shows the first few and a button for the rest. */
function folding(name, rows) {
  const list = el(name, { role: "list" }, rows);
  const rest = rows.slice(FOLD_AFTER);
  if (rest.length < 2) return list;
  const more = WORDS.more(rest.length);
  const button = el("button", { type: "button", class: "more", "aria-expanded": "false" }, more);
  const fold = (folded) => {
    for (const row of rest) row.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    button.replaceChildren(folded ? more : WORDS.less);
  };
  button.addEventListener("click", () => {
    const opening = button.getAttribute("aria-expanded") === "false";
    fold(!opening);
    if (!opening) return;
    rest[0].tabIndex = -1; // reading goes on where the list was cut
    rest[0].focus({ preventScroll: true });
  });
  fold(true);
  return [list, button];
}
