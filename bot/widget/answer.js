/** Drawing what was said: the welcome, a citizen's message, and the assistant's reply with all that belongs to it. */

import { drawBlocks } from "./blocks.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { day, destination, linked, outward, prose, webAddress } from "./prose.js";
import { WORDS } from "./words.js";

/** What the assistant says first. `ask(text)` is called with an example that is tapped. */
export function drawWelcome(ask) {
  const examples = WORDS.examples.map((text) => choice(text, () => ask(text)));
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
      el("ul", { class: "choices", role: "list" }, examples.map((button) => el("li", {}, button))),
    ),
  );
}

/** A citizen's message, and, where it failed, why and what to do. */
export function drawQuestion(entry, { retry, edit }) {
  const failed = entry.state === "failed";
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
        failed && entry.again && button("retry", WORDS.retry, () => retry(entry.id)),
        failed && button(null, WORDS.edit, () => edit(entry.id)),
      ),
  );
}

/**
 * The assistant's reply.
 *
 * `context`: `{ level, ticks, press(title, payload), copy, print, listen, share }`; the last four are called with
 * the entry and the pressed button; `share` is null where the browser cannot.
 */
export function drawReply(entry, context) {
  const last = entry.messages[entry.messages.length - 1];
  const custom = last.custom ?? {};
  const buttons = (last.buttons ?? []).filter((each) => each && each.title);
  const title = custom.title && el(`h${context.level}`, { class: "name" }, custom.title);
  const level = context.level + (title ? 1 : 0);
  const blocks = withoutChoices(custom.blocks?.length ? custom.blocks : [{ type: "text", text: last.text ?? "" }], buttons);
  return el(
    "li",
    { class: `entry assistant ${custom.type ?? ""}`, "data-id": entry.id, tabindex: "-1" },
    speaker(WORDS.assistant),
    entry.messages.slice(0, -1).map((message) => el("div", { class: "said aside" }, prose(message.text ?? ""))),
    el(
      "div",
      { class: "said" },
      title,
      drawBlocks(blocks, { level, service: custom.service ?? "", ticks: context.ticks }),
      drawSources(custom),
      custom.type === "answer" && drawTools(entry, context),
    ),
    buttons.length > 0 && drawButtons(buttons, custom.type === "answer" ? WORDS.next : WORDS.choices, context.press),
  );
}

/** The typing indicator. */
export function drawThinking() {
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  return el("li", { class: "entry assistant thinking" }, el("div", { class: "said" }, el("p", {}, WORDS.thinking, dots)));
}

function speaker(name) {
  return el("span", { class: "speaker" }, name);
}

function button(symbol, words, act, more = {}) {
  return el("button", { type: "button", ...more, onclick: act }, symbol && icon(symbol), el("span", {}, words));
}

function choice(text, act) {
  return el("button", { type: "button", class: "choice", onclick: act }, text);
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
  const each = buttons.map(({ title, payload }) => el("li", {}, choice(title, () => press(title, payload))));
  return el("div", { class: "next" }, el("p", { class: "label" }, label), el("ul", { class: "choices", role: "list" }, each));
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
    share && tool("share", WORDS.share, share),
  );
}
