/** Drawing what was said: the welcome, a citizen's message, and the assistant's reply with all that belongs to it. */

import { choices, drawBlocks } from "./blocks.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { day, destination, linked, outward, prose, webAddress } from "./prose.js";
import { WORDS } from "./words.js";

const SLOW_MS = 8000;

/** What the assistant says first. `ask(text)` is called with an example that is tapped. */
export function drawWelcome(ask) {
  return el(
    "li",
    { class: "entry assistant welcome" },
    speaker(WORDS.assistant),
    el(
      "div",
      { class: "said" },
      WORDS.welcome.map((text) => el("p", {}, text)),
      el("div", { class: "block notice info" }, icon("info"), el("p", {}, WORDS.privacy)),
      el("p", { class: "label" }, WORDS.examplesTitle),
      choices(WORDS.examples.map((title) => ({ title })), ask),
    ),
  );
}

/**
 * A citizen's message, and, where it is not answered, why and what to do: `retry(id)`, `edit(id)`, or a sheet of
 * `offers` (`[{ slug, name }]`) that is on the device, which `read(slug)` shows.
 */
export function drawQuestion(entry, { retry, edit, offers, read }) {
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
 * The assistant's reply.
 *
 * `context`: `{ level, ticks, base, press(title, payload), copy, print, listen, share, rate, tell }`. `copy`, `print`,
 * `listen` and `share` are called with the entry and the pressed button, `rate` with the entry and `{ useful, why }`;
 * `tell(text)` speaks to screen readers.
 */
export function drawReply(entry, context) {
  const last = entry.messages[entry.messages.length - 1];
  const custom = last.custom ?? {};
  const title = custom.title && el(`h${context.level}`, { class: "name" }, custom.title);
  const level = context.level + (title ? 1 : 0);
  const blocks = custom.blocks?.length ? custom.blocks : [{ type: "text", text: last.text ?? "" }];
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
      drawBlocks(withoutChoices(blocks, buttons), { ...context, level, service: custom.service ?? "" }),
      drawSources(custom),
      isSaid && drawTools(entry, context),
      (isSaid || custom.type === "fallback") &&
        entry.to &&
        !entry.rated &&
        drawRating((rating) => context.rate(entry, rating), context.tell),
    ),
    buttons.length > 0 && drawButtons(buttons, custom.type === "answer" ? WORDS.next : WORDS.choices, context.press),
  );
}

/** The typing indicator; after a while it says that it takes long. */
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
  return el("button", { type: "button", ...more, onclick: act }, symbol && icon(symbol), el("span", {}, words));
}

/** Channels without buttons list the choices in the text; where they are buttons, once is enough. */
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

/** Whether it was of use, and if not, why. `rate({ useful, why })` is called once. */
function drawRating(rate, tell) {
  const group = el("div", { class: "rating", role: "group", "aria-label": WORDS.rating.ask });
  const press = (words, act) => el("li", {}, button(null, words, act));
  const show = (label, ...buttons) => {
    const words = el("p", { class: "label", tabindex: "-1" }, label);
    group.replaceChildren(words, ...(buttons.length ? [el("ul", { class: "choices", role: "list" }, buttons)] : []));
    return words;
  };
  const thank = (useful, why = null) => {
    rate({ useful, why });
    show(WORDS.rating.thanks).focus({ preventScroll: true }); // the pressed button is gone
    tell(WORDS.rating.thanks);
  };
  const askWhy = () => {
    const reasons = [...WORDS.rating.reasons.map((why) => press(why, () => thank(false, why))), press(WORDS.rating.skip, () => thank(false))];
    show(WORDS.rating.why, ...reasons).focus({ preventScroll: true });
  };
  show(WORDS.rating.ask, press(WORDS.rating.yes, () => thank(true)), press(WORDS.rating.no, askWhy));
  return group;
}
