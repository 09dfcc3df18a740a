/** What is to be done, page by page; a step stands side by side: what the helper does, what the resident does, what to check. */

import { el } from "../dom.js";
import { day, linked } from "../prose.js";
import { stepBack } from "./asking.js";
import { blocks, box, button, list, packAge, ruleCard, spoken, STAGE, stage, symbol } from "./draw.js";
import { WORDS } from "./words.js";

/**
 * The pages of a guide's result: the case with its warnings, the papers, each step, and the rest.
 * A page is `{ title, aloud, draw }`.
 */
export function pagesOfGuide(visit) {
  const { blocks: all, sources, verified_at: verified } = visit.result;
  const isOf = (...types) => all.filter(({ type }) => types.includes(type));
  const told = isOf("text", "notice");
  const first = {
    title: WORDS.doing.result,
    aloud: () => [...spoken(told), ...spokenScam(visit)],
    draw: () => [blocks(told), scamCard(visit)],
  };
  const papers = isOf("checklist").map((block) => ({
    title: block.title,
    aloud: () => spoken([block]),
    draw: () => [drawPapers(visit, block), rulesAt(visit, idsOf([block]))],
  }));
  const steps = isOf("steps").flatMap(({ items }) => items.map((item, at) => stepPage(visit, item, at, items.length)));
  const rest = isOf("fees", "list");
  const last = {
    title: rest.length === 1 ? rest[0].title : WORDS.doing.rest,
    aloud: () => spoken(rest),
    draw: () => [drawRest(rest), packAge(visit.app.pack), rulesAt(visit, idsOf(rest)), drawSources(sources, verified)],
  };
  const order = all.findIndex(({ type }) => type === "steps") < all.findIndex(({ type }) => type === "checklist");
  return [first, ...(order ? [...steps, ...papers] : [...papers, ...steps]), ...(rest.length ? [last] : [])];
}

/** The pages of a service that no guide leads through: its sections; of its steps, each has a page. */
export function pagesOfService(visit) {
  const { service } = visit;
  return service.sections.flatMap((section, at) => {
    const steps = isPast(visit, section) ? [] : section.blocks.filter(({ type }) => type === "steps");
    const rest = { ...section, blocks: section.blocks.filter((block) => !steps.includes(block)) };
    const isLast = at === service.sections.length - 1;
    const page = {
      title: section.title,
      aloud: () => (isPast(visit, section) ? [visit.words.past.replace("{day}", day(section.until))] : spoken(rest.blocks)),
      draw: () => [
        sectionBody(visit, rest),
        section.aspect === "fee" && packAge(visit.app.pack),
        rulesAt(visit, section.rules ?? []),
        at === 0 && scamCard(visit),
        isLast && drawSources(service.sources, service.verified_at),
      ],
    };
    const pages = steps.flatMap(({ title, items }) => items.map((item, number) => stepPage(visit, item, number, items.length, title)));
    return rest.blocks.length || isLast ? [...pages, page] : pages;
  });
}

/** Those of the fields `names` that `item` has. */
const only = (item, ...names) => Object.fromEntries(names.filter((name) => item[name]).map((name) => [name, item[name]]));

const idsOf = (all) => all.flatMap(({ items }) => items.flatMap(({ rules }) => rules ?? []));

const isPast = (visit, { until }) => Boolean(until) && until < visit.today;

/** The blocks of a section of a service, or, past its date, the sentence that says so. */
export function sectionBody(visit, section) {
  if (!isPast(visit, section)) return blocks(section.blocks, visit.ticks);
  return box("warning", WORDS.doing.refused, el("p", {}, visit.words.past.replace("{day}", day(section.until))));
}

/** The screen of the page `at`. */
export function doing(visit, at) {
  const { pages } = visit;
  const page = pages[at];
  const before = () => {
    if (at > 0) visit.work(at - 1);
    else if (visit.guide?.questions.length) stepBack(visit);
    else visit.choose();
  };
  const isLast = at === pages.length - 1;
  return {
    title: page.title,
    head: [stage(STAGE.doing), el("p", { class: "soft" }, (visit.guide?.title ?? visit.service.name))],
    aloud: page.aloud,
    tools: visit.tools,
    back: before,
    body: [
      at === 0 && visit.notices.map((text) => box("warning", null, el("p", {}, text))),
      page.draw(),
      el(
        "div",
        { class: "row" },
        button(WORDS.back, before),
        isLast
          ? button(WORDS.doing.sheet, () => visit.handOver(), { look: "primary" })
          : button(WORDS.on, () => visit.work(at + 1), { look: "primary" }),
      ),
      !isLast && el("div", { class: "row" }, button(WORDS.doing.sheet, () => visit.handOver(), { look: "plain" })),
    ],
  };
}

/** The page of step `at` of `all`; `way`: what the list of a service's steps is called, for there may be several. */
function stepPage(visit, item, at, all, way) {
  const words = WORDS.doing;
  const rules = visit.rules(item.rules ?? []);
  const { where, helper, check } = { ...words[item.beside?.where ?? "here"], ...only(item, "helper", "check"), ...item.beside };
  const isThere = where === "there";
  const resident = [item.when && `${upper(item.when)}:`, item.text, item.note && `(${item.note})`].filter(Boolean).join(" ");
  const part = (look, picture, title, ...children) =>
    el("section", { class: `part ${look}` }, el("h2", {}, picture && symbol(picture), title), children);
  return {
    title: [way, words.step(at + 1, all)].filter(Boolean).join(": "),
    aloud: () => [resident, ...rules.map((rule) => rule.resident)], // the rest is for the helper
    draw: () => [
      item.past && box("warning", words.refused, el("p", {}, item.note ?? item.text)),
      el(
        "div",
        { class: "side" },
        part(
          "resident",
          null,
          isThere ? words.elsewhere : item.who ? words.other(item.who) : words.resident,
          el("p", { class: "act" }, linked(resident)),
          item.url && el("p", {}, el("a", { href: item.url }, item.url)),
          rules.map((rule) => el("p", { class: "keep" }, rule.resident)),
        ),
        part(
          "helper",
          null,
          words.helper,
          el("p", {}, linked(helper)),
          rules.map((rule) => el("p", { class: "keep" }, symbol("scam"), el("span", {}, el("strong", {}, `${rule.title}: `), rule.helper))),
        ),
        part("check", "check", isThere ? words.ask : words.check, el("p", {}, linked(check))),
      ),
    ],
  };
}

function drawPapers(visit, block) {
  const missing = el("p", { class: "soft", role: "status" });
  const count = () => {
    const lacking = block.items.filter(({ text }) => !visit.ticks.has(text)).length;
    missing.textContent = visit.ticks.size && lacking ? WORDS.doing.missing(lacking) : "";
  };
  count();
  return [blocks([{ ...block, title: null }], visit.ticks, count), missing];
}

/** Fees, times, places. What is past its date is refused: its name, and that one must ask. */
function drawRest(rest) {
  return rest.map((block) => {
    const past = block.items.filter((item) => item.past);
    const items = block.items.filter((item) => !item.past);
    return [
      items.length > 0 && blocks([{ ...block, items }]),
      past.length > 0 && box("warning", `${block.title}: ${WORDS.doing.refused}`, list(past.map(({ text, note }) => [text, note].filter(Boolean).join(": ")))),
    ];
  });
}

/** The rules that matter just here, folded: where there is no step to be taken, they only remind. */
function rulesAt(visit, ids) {
  const rules = visit.rules(ids);
  return rules.length > 0 && el("details", {}, el("summary", {}, WORDS.doing.rules(rules.length)), rules.map((rule) => ruleCard(rule, 2)));
}

/** The warning that fits what is being done. */
export function scamCard(visit) {
  const { scam } = visit;
  if (!scam) return null;
  return box(
    "scam",
    scam.title,
    el("p", {}, scam.text),
    el("details", {}, el("summary", {}, `${WORDS.signs}, ${WORDS.todo.toLowerCase()}`), el("h3", {}, WORDS.signs), list(scam.signs), el("h3", {}, WORDS.todo), list(scam.do)),
  );
}

const spokenScam = ({ scam }) => (scam ? [scam.title, scam.text, ...scam.do] : []);

function drawSources(sources, verified) {
  const source = ({ number, title }) => [number && !title.includes(number) && `${number} – `, title].filter(Boolean).join("");
  return el(
    "footer",
    { class: "sources" },
    el("p", {}, WORDS.service.checked(day(verified))),
    sources.length > 0 && el("details", {}, el("summary", {}, WORDS.doing.sources(sources.length)), list(sources.map(source))),
  );
}

const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
