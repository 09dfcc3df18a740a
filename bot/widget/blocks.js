/**
 * Drawing the structured answer, a function for each type of block (services_catalog/answers/blocks.py lists them).
 * To teach the widget a new type, add a function to `DRAW`; until then such a block is drawn as a plain list.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { destination, linked, outward, prose, webAddress } from "./prose.js";
import { WORDS } from "./words.js";

const FOLD_AFTER = 8; // items; one more than that is not worth a button
const FOLD_BLOCKS_AFTER = 5;

const DRAW = {
  text: drawText,
  list: drawList,
  checklist: drawChecklist,
  steps: drawSteps,
  fees: drawFees,
  links: drawLinks,
  progress: drawProgress,
  question: drawQuestion,
  sheet: drawSheet,
};

/**
 * The elements for `blocks`.
 *
 * `context`: `{ level, service, ticks, base, press }`: the level of the headings, what remembers ticked papers, the
 * address that others are relative to, and what a pressed choice calls with its title and payload.
 */
export function drawBlocks(blocks, context) {
  const known = joinNotices(blocks.filter((block) => block && typeof block === "object"));
  const drawn = known.map((block) => {
    if (block.type === "notice") return drawNotice(block, context);
    const draw = DRAW[block.type] ?? drawOther;
    return el("section", { class: `block ${DRAW[block.type] ? block.type : "other"}` }, draw(block, context));
  });
  // A long answer shows its first parts. What warns, and what is to be pressed, is never folded away.
  const may = known.map((block) => !["notice", "question", "sheet", "links"].includes(block.type));
  const rest = drawn.filter((_, index) => index >= FOLD_BLOCKS_AFTER && may[index]);
  if (rest.length < 2) return drawn;
  const titles = known.filter((block) => rest.includes(drawn[known.indexOf(block)])).map((block) => block.title ?? WORDS.rest);
  const first = drawn.indexOf(rest[0]);
  const others = drawn.filter((each) => !rest.includes(each));
  return [...others.slice(0, first), ...rest, moreButton(rest, WORDS.moreOf([...new Set(titles)].join(", "))), ...others.slice(first)];
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
    return el("li", {}, outward(url, icon("out"), el("span", {}, el("span", { class: "to" }, item.text), leads)));
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

function drawProgress(block) {
  const { step, of: all, title } = block;
  if (!(step > 0 && all >= step)) return title && el("p", { class: "label" }, title);
  const bar = el("progress", { value: step, max: all, "aria-label": WORDS.progress(step, all) });
  return [el("p", { class: "label" }, WORDS.progress(step, all), title && `: ${title}`), bar];
}

/** A question of a guide. Its choices are buttons here, unless the message has the same ones of its own. */
function drawQuestion(block, context) {
  return [drawText(block, context), choices(block.buttons, context.press)];
}

/** Choices as buttons; null where there are none. `press` is called with title and payload. */
export function choices(buttons, press) {
  const known = (Array.isArray(buttons) ? buttons : []).filter((each) => each?.title);
  if (!known.length) return null;
  const button = ({ title, payload }) =>
    el("button", { type: "button", class: "choice", onclick: () => press(title, payload ?? title) }, title);
  return el("ul", { class: "choices", role: "list" }, known.map((each) => el("li", {}, button(each))));
}

/** The sheet at the end of a guide: its name, the code by which it is found again, where it is. */
function drawSheet(block, context) {
  const links = [
    [block.url, WORDS.sheet.open],
    [block.pdf, WORDS.sheet.pdf],
  ].map(([address, words]) => [address && webAddress(address, context.base), words]);
  return [
    heading(block, context),
    block.text && prose(block.text),
    block.code && el("p", { class: "code" }, `${WORDS.sheet.code}: `, el("strong", {}, block.code)),
    el("ul", { class: "go", role: "list" }, links.filter(([url]) => url).map(([url, words]) => el("li", {}, outward(url, icon("out"), el("span", { class: "to" }, words))))),
  ];
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
  const details = [item.count, item.place, item.note].filter(Boolean).join(" · ");
  const roles = Object.entries(WORDS.roles).filter(([role]) => item[role]);
  return [
    item.when && el("span", { class: "when" }, el("span", { class: "unseen" }, `${WORDS.case}: `), capital(item.when)),
    el("span", { class: "words" }, linked(item.text)),
    details && el("span", { class: "details" }, linked(details)),
    roles.map(([role, words]) => el("span", { class: "details" }, `${words}: `, linked(String(item[role])))),
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
  return [list, moreButton(rest, WORDS.more(rest.length))];
}

/** A button that shows the elements `rest`, and hides them again. */
function moreButton(rest, more) {
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
  return button;
}
