/** Drawing what was said: messages, replies, and their blocks, a function for each type (services_catalog/answers/blocks.py). */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { day, destination, linked, outward, prose, webAddress } from "./prose.js";
import { WORDS } from "./words.js";

const FOLD_AFTER = 8; // items; one more than that is not worth a button
const FOLD_BLOCKS_AFTER = 5;
const MOST_TITLES = 3; // on the button of what is folded away
const SLOW_MS = 8000;

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
 * The elements for `blocks`. `context`: `{ level, title, service, ticks, base, press }`: the level of the headings, the
 * heading above, what remembers ticks, what addresses are relative to, what is called with a choice's title and payload.
 */
export function drawBlocks(blocks, context) {
  const known = joinNotices(blocks.filter((block) => block && typeof block === "object"));
  const parts = known.map((block) => ({ block, node: drawBlock(block, context) }));
  const asked = known.findIndex((block) => block.type === "question");
  if (asked < 0) return folding(parts, FOLD_BLOCKS_AFTER);
  // A guide's question stands with what leads to it, never folded away; what is told after it can wait.
  let from = known.findIndex((block) => block.type === "progress");
  if (from < 0) from = asked;
  while (known[from - 1]?.type === "text" && !known[from - 1].title) from -= 1;
  return [
    folding(parts.slice(0, from), FOLD_BLOCKS_AFTER),
    el("div", { class: "block asking" }, parts.slice(from, asked + 1).map(({ node }) => node)),
    folding(parts.slice(asked + 1), 0),
  ];
}

function drawBlock(block, context) {
  if (block.type === "notice") return drawNotice(block, context);
  const type = DRAW[block.type] ? block.type : "other";
  return el("section", { class: `block ${type}` }, (DRAW[type] ?? drawOther)(block, context));
}

/** The elements of `parts`, with a button for those after the `first`. What warns or leads on is never folded away. */
function folding(parts, first) {
  const stay = ["notice", "sheet", first && "links"];
  const rest = parts.filter(({ block }, index) => index >= first && !stay.includes(block.type));
  const nodes = (some) => some.map(({ node }) => node);
  if (!rest.length || (first && rest.length < 2)) return nodes(parts);
  const titles = [...new Set(rest.map(({ block }) => block.title).filter(Boolean))];
  const more = titles.slice(0, MOST_TITLES).join(", ") + (titles.length > MOST_TITLES ? "…" : "");
  const others = parts.filter((each) => !rest.includes(each));
  const at = parts.indexOf(rest[0]);
  return [nodes(others.slice(0, at)), nodes(rest), moreButton(nodes(rest), WORDS.moreOf(more || WORDS.rest)), nodes(others.slice(at))];
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
  return [heading(block, context), foldingList("ul", items(block).map((item) => el("li", {}, itemWords(item))))];
}

function drawSteps(block, context) {
  const rows = items(block).map((item) => el("li", {}, el("div", {}, itemWords(item))));
  return [heading(block, context), foldingList("ol", rows)];
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
        el("strong", { class: item.amount_vnd !== 0 && !/\d/.test(item.amount) && "unknown" }, item.amount),
        item.period && el("span", { class: "period" }, item.period),
      ),
    ),
  );
  return [heading(block, context), foldingList("ul", rows)];
}

function drawLinks(block, context) {
  const rows = items(block).map((item) => {
    const url = webAddress(item.url);
    if (!url) return el("li", {}, item.text);
    const leads = el("span", { class: "leads" }, destination(url));
    return el("li", {}, outward(url, icon("out"), el("span", {}, el("span", { class: "to" }, item.text), leads)));
  });
  return [heading(block, context), foldingList("ul", rows)];
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
  return [heading(block, context, count), foldingList("ul", rows)];
}

function drawProgress(block, context) {
  const { step, of: all, title } = block;
  if (!(step > 0 && all >= step)) return title && el("p", { class: "label" }, title);
  const bar = el("progress", { value: step, max: all, "aria-label": WORDS.progress(step, all) });
  const isNew = title && title !== context.title; // else it is the heading above
  return [el("p", { class: "label" }, WORDS.progress(step, all), isNew && `: ${title}`), bar];
}

function drawQuestion(block, context) {
  return [drawText(block, context), choices(block.buttons, context.press)];
}

/** Choices as buttons, if there are any. */
function choices(buttons, press) {
  const known = (Array.isArray(buttons) ? buttons : []).filter((each) => each?.title);
  if (!known.length) return null;
  const button = ({ title, payload }) =>
    el("button", { class: "choice", onclick: () => press(title, payload ?? title) }, title);
  return el("ul", { class: "choices", role: "list" }, known.map((each) => el("li", {}, button(each))));
}

/** The sheet at the end of a guide. */
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

/** A list with a button for what comes after its first rows. */
function foldingList(name, rows) {
  const list = el(name, { role: "list" }, rows);
  const rest = rows.slice(FOLD_AFTER);
  if (rest.length < 2) return list;
  return [list, moreButton(rest, WORDS.more(rest.length))];
}

/** A button that shows the elements `rest`, and hides them again. */
function moreButton(rest, more) {
  const button = el("button", { class: "more", "aria-expanded": "false" }, more);
  const fold = (folded) => {
    for (const row of rest) row.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", !folded);
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

/** What is said first, with the element `notices` in it; `ask(text)` is called with an example. */
export function drawWelcome(notices, ask) {
  return el(
    "li",
    { class: "entry assistant welcome" },
    speaker(WORDS.assistant),
    el(
      "div",
      { class: "said" },
      el("p", {}, WORDS.welcome),
      notices,
      el("div", { class: "block notice info" }, icon("info"), el("p", {}, WORDS.privacy)),
      el("p", { class: "label" }, WORDS.examplesTitle),
      choices(WORDS.examples.map((title) => ({ title })), ask),
    ),
  );
}

/** A citizen's message, and, where it is not answered, why and what to do; `offers`: services that `read(slug)` shows. */
export function drawMessage(entry, { retry, edit, offers, read }) {
  const again = entry.state === "waiting" || entry.again;
  return el(
    "li",
    { class: `entry citizen ${entry.state}`, "data-id": entry.id, tabindex: "-1" },
    speaker(WORDS.you),
    el("div", { class: "said" }, el("p", {}, entry.text)),
    entry.why &&
      el(
        "div",
        { class: "trouble" },
        el("p", {}, icon("warning"), entry.why),
        again && button("retry", WORDS.retry, () => retry(entry.id)),
        button(null, WORDS.edit, () => edit(entry.id)),
        offers.length > 0 && el("p", {}, WORDS.pack.offer),
        choices(offers.map(({ name, slug }) => ({ title: name, payload: slug })), (_, slug) => read(slug)),
      ),
  );
}

/**
 * The assistant's reply. `context`: that of `drawBlocks`, and what is called: `copy`, `print`, `listen` and `share` with
 * the entry and the pressed button, `rate` with the entry and `{ useful, why }`.
 */
export function drawReply(entry, context) {
  const last = entry.messages[entry.messages.length - 1];
  const custom = last.custom ?? {};
  const title = custom.title && el(`h${context.level}`, { class: "name" }, custom.title);
  const level = context.level + (title ? 1 : 0);
  const said = custom.blocks?.length ? custom.blocks : [{ type: "text", text: last.text ?? "" }];
  // Where a guide asks, the message's buttons are the choices of its question and stand under it.
  const blocks = said.map((block) => (block?.type === "question" ? { buttons: last.buttons, ...block } : block));
  const asked = blocks.flatMap((block) => block?.buttons ?? []).map((each) => each?.payload);
  const buttons = (last.buttons ?? []).filter((each) => each?.title && !asked.includes(each.payload));
  const isSaid = custom.type === "answer" || blocks.some((block) => block?.type === "sheet");
  return el(
    "li",
    { class: `entry assistant ${custom.type ?? ""}`, "data-id": entry.id, tabindex: "-1" },
    speaker(WORDS.assistant),
    entry.messages.slice(0, -1).map((message) => el("div", { class: "said aside" }, prose(message.text ?? ""))),
    el(
      "div",
      { class: "said" },
      title,
      drawBlocks(withoutChoices(blocks, buttons), { ...context, level, title: custom.title, service: custom.service ?? "" }),
      drawSources(custom),
      isSaid && drawTools(entry, context),
      (isSaid || custom.type === "fallback") &&
        entry.to &&
        !entry.rated &&
        drawRating((rating) => context.rate(entry, rating)),
    ),
    buttons.length > 0 && drawButtons(buttons, custom.type === "answer" ? WORDS.next : WORDS.choices, context.press),
  );
}

/** The typing indicator. */
export function drawThinking() {
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  const words = el("span", {}, WORDS.thinking);
  setTimeout(() => words.isConnected && words.replaceChildren(WORDS.slow), SLOW_MS);
  return el("li", { class: "entry assistant thinking" }, el("div", { class: "said" }, el("p", {}, words, dots)));
}

function speaker(name) {
  return el("span", { class: "speaker" }, name);
}

function button(symbol, words, act, more = {}) {
  return el("button", { ...more, onclick: act }, symbol && icon(symbol), el("span", {}, words));
}

/** The text lists the choices for channels without buttons. */
function withoutChoices(blocks, buttons) {
  const titles = new Set(buttons.map((each) => `- ${each.title}`));
  const isOther = (line) => !titles.has(line.trim());
  return blocks.map((block) =>
    block.type === "text" ? { ...block, text: String(block.text ?? "").split("\n").filter(isOther).join("\n") } : block,
  );
}

function drawButtons(buttons, label, press) {
  return el("div", { class: "next" }, el("p", { class: "label" }, label), choices(buttons, press));
}

function drawSources(custom) {
  const sources = (custom.sources ?? []).filter((source) => source && source.title);
  const days = [
    custom.verified_at && WORDS.checked(day(custom.verified_at)),
    custom.valid_from && WORDS.inForce(day(custom.valid_from)),
  ].filter(Boolean);
  if (!sources.length && !days.length) return null;
  return el(
    "footer",
    { class: "sources" },
    days.length > 0 && el("p", { class: "days" }, days.join(" · ")),
    sources.length > 0 &&
      el(
        "details",
        {},
        el("summary", {}, WORDS.sources(sources.length)),
        el("ul", { role: "list" }, sources.map((source) => el("li", {}, sourceWords(source)))),
      ),
  );
}

function sourceWords(source) {
  const url = webAddress(source.url);
  const isNamed = source.number && !source.title.includes(source.number);
  const name = [isNamed && el("strong", {}, source.number), isNamed && " – ", source.title];
  return url ? [outward(url, name), el("span", { class: "leads" }, destination(url))] : name.map((part) => (typeof part === "string" ? linked(part) : part));
}

function drawTools(entry, { copy, print, listen, share }) {
  const tool = (symbol, words, act, more) => button(symbol, words, (event) => act(entry, event.currentTarget), more);
  return el(
    "div",
    { class: "tools" },
    tool("copy", WORDS.copy, copy),
    tool("print", WORDS.print, print),
    tool("speak", WORDS.listen, listen, { class: "listen" }),
    tool("share", WORDS.share, share),
  );
}

/** Whether it was of use, and if not, why. Many leave without saying why: it is sent before that. */
function drawRating(rate) {
  const group = el("div", { class: "rating", role: "group", "aria-label": WORDS.rating.ask });
  const press = (words, act) => el("li", {}, button(null, words, act));
  const show = (label, ...buttons) => {
    const words = el("p", { class: "label", tabindex: "-1" }, label);
    group.replaceChildren(words, ...(buttons.length ? [el("ul", { class: "choices", role: "list" }, buttons)] : []));
    return words;
  };
  const take = (useful, why, words, ...buttons) => {
    rate({ useful, why });
    show(words, ...buttons).focus({ preventScroll: true }); // the pressed button is gone
  };
  const { ask, yes, no, why, reasons, thanks } = WORDS.rating;
  const because = reasons.map((each) => press(each, () => take(false, each, thanks)));
  show(ask, press(yes, () => take(true, null, thanks)), press(no, () => take(false, null, why, ...because)));
  return group;
}
