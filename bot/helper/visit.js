/**
 * One resident being helped: everything that is known of the visit, in memory alone, and the way through it.
 * There is no field to type into, so nothing personal can get here.
 */

import { el } from "../dom.js";
import { linked } from "../prose.js";
import { asking } from "./asking.js";
import { doing, pagesOfGuide, pagesOfService, sectionBody } from "./doing.js";
import { box, button, buttons, dialog, list, packAge, paragraphs, ruleCard, STAGE, stage } from "./draw.js";
import { complete, holds, path } from "./engine.js";
import { finder } from "./home.js";
import { outcome } from "./outcome.js";
import { result } from "./result.js";
import { sheet } from "./sheet.js";
import { keep } from "./visits.js";
import { WORDS } from "./words.js";

const MOST_MINUTES = 240;
const NOT_WILLING = "not-decided"; // the reason of the pack

/** One visit of one resident. */
export class Visit {
  /** `words`, `safety`: of the pack; `topic`: `{ kind, id }` or undefined; `practice`: a made-up resident, or undefined. */
  constructor(app, { words, safety, topic, practice }) {
    Object.assign(this, { app, words, safety, topic, practice });
    this.began = Date.now();
    this.answers = {};
    this.ticks = new Set();
    this.guide = null;
    this.service = null; // the item of the pack, where no guide leads
    this.stopped = null; // the reason, once the helper has stopped
  }

  /** Nothing is left to be found, even by who still holds this object. */
  forget() {
    for (const key of Object.keys(this)) delete this[key];
  }

  /** Whether anything would be lost if the next resident came now. */
  get isWorth() {
    return Boolean(this.guide || this.service);
  }

  get today() {
    return this.app.pack.today;
  }

  /** The slug of the service that this visit is about, as far as the answers tell. */
  get about() {
    if (!this.guide) return this.service?.id ?? null;
    const [taken] = path(this.guide, this.answers);
    return (this.guide.counted ?? []).find(({ when }) => holds(when, taken))?.service ?? this.guide.settles[0];
  }

  get result() {
    return result(this.guide, this.answers, this.words, this.today);
  }

  get minutes() {
    return Math.min(MOST_MINUTES, Math.max(1, Math.round((Date.now() - this.began) / 60_000)));
  }

  /** The warning that fits what is being done. */
  get scam() {
    const { scams, scam_default: other } = this.safety;
    const fits = (each) => each.guides.includes(this.guide?.id) || each.services.includes(this.about);
    return scams.find(fits) ?? scams.find(({ id }) => id === other);
  }

  /** What the office has to say of this service. */
  get notices() {
    const services = this.guide?.services ?? [this.service?.id];
    return services.flatMap((slug) => this.app.pack.notices(slug));
  }

  rules(ids) {
    return this.safety.rules.filter(({ id }) => ids.includes(id));
  }

  show(make) {
    this.app.show(make);
  }

  // The way through ------------------------------------------------------------------------------------------------

  open() {
    this.show(() => opening(this));
  }

  /** The resident agreed. */
  agreed() {
    if (this.topic) this.pick(this.topic);
    else this.choose();
  }

  choose() {
    Object.assign(this, { guide: null, service: null, answers: {}, topic: null, pages: null });
    this.ticks.clear();
    this.show(() => choosing(this));
  }

  /** Begin with the guide or service `topic`. */
  async pick({ kind, id }) {
    const { pack } = this.app;
    const item = kind === "other" ? pack.others.find((each) => each.id === id) : await pack.item(kind, id).catch(() => null);
    if (!this.app) return; // the next resident has come meanwhile
    this.app.searched = "";
    if (!item) {
      this.choose(); // else the screen before leads here again
      const made = dialog(WORDS.name, el("p", {}, WORDS.notHere), button(WORDS.close, () => made.close(), { look: "primary" }));
      return;
    }
    this.answers = {};
    this.ticks.clear();
    this.guide = kind === "guide" ? item : null;
    this.service = kind === "guide" ? null : item;
    this.pages = null;
    const guides = (this.service?.guides ?? []).filter((each) => pack.has("guide", each));
    if (this.stopped) this.askOutcome();
    else if (this.guide) this.ask();
    else if (kind === "other") this.show(() => missing(this));
    else if (guides.length) this.show(() => guided(this, guides));
    else this.work();
  }

  ask() {
    this.show(() => asking(this));
  }

  /** What is to be done, from the page `at` on. */
  work(at = 0) {
    this.pages = this.guide ? pagesOfGuide(this) : pagesOfService(this);
    this.show(() => doing(this, Math.min(at, this.pages.length - 1)));
  }

  handOver() {
    this.show(() => sheet(this));
  }

  /** Stop here; `reason`: id of a reason of the pack. */
  stop(reason) {
    this.stopped = reason;
    if (this.isWorth) this.askOutcome();
    else this.choose(); // what it was about is still to be said
  }

  /** What this was about is in no list. */
  other() {
    Object.assign(this, { guide: null, service: { kind: "other", ...this.words.other }, answers: {}, pages: null });
    this.askOutcome();
  }

  /** The resident does not want to be helped. */
  decline() {
    this.stopped = NOT_WILLING;
    this.other();
  }

  askOutcome() {
    this.show(() => outcome(this));
  }

  /** Keep what became of it, and make room for the next. `end`: `{ outcome, reason, hamlet, minutes }`; in practice, perhaps `{ isRefused }`. */
  async finish(end) {
    if (this.practice) {
      const { review } = await import("./learn.js");
      const { app } = this;
      const screen = review(app, this, end);
      app.visit = null;
      app.show(() => screen);
      return;
    }
    await keep({ day: this.today, service: this.about, guide: this.guide?.id ?? null, ...end });
    this.app.guard.next({ isSaved: true });
  }

  /** Whether it is clear which service this is about: a scam check is about none, and some guides ask first. */
  get isAboutSettled() {
    if (!this.guide) return Boolean(this.service);
    const taken = complete(this.guide, this.answers);
    const [first] = (this.guide.counted ?? []).map(({ when }) => holds(when, taken)).filter((held) => held !== false);
    return this.guide.sort !== "scam_check" && first !== null;
  }

  /** What a screen of a visit always has at hand. */
  get tools() {
    return [
      this.isAboutSettled && this.app.pack.has("service", this.about) && { words: WORDS.tools.quick, picture: "find", act: () => this.lookUp() },
      { words: WORDS.tools.stop, picture: "stop", look: "stop", act: () => this.showStops() },
    ].filter(Boolean);
  }

  /** Papers, fee, time and place of the service, beside what is being done. */
  async lookUp() {
    const item = this.service ?? (await this.app.pack.item("service", this.about).catch(() => null));
    if (!this.app) return;
    const made = dialog(
      WORDS.quick.title,
      item ? el("p", { class: "soft" }, `${item.name}. ${WORDS.service.checked(item.verified_at.split("-").reverse().join("/"))}.`) : el("p", {}, WORDS.quick.none),
      (item?.sections ?? []).map((section) => el("details", {}, el("summary", {}, section.title), sectionBody(this, section))),
      button(WORDS.close, () => made.close(), { look: "primary" }),
    );
  }

  /** When to stop, what to say then, and where to send the resident. */
  showStops() {
    const { stop, places } = this.safety;
    const entry = ({ when, say, to, reason }) => [
      el("summary", {}, when),
      el("p", {}, el("strong", {}, `${WORDS.stop.say}: `), say),
      places[to]?.note && el("p", { class: "soft" }, linked(places[to].note)),
      button(WORDS.stop.go(places[to]?.name ?? ""), () => this.stop(reason), { look: "primary" }),
    ];
    const made = dialog(
      WORDS.stop.title,
      el("p", {}, WORDS.stop.lead),
      stop.map((each) => el("details", {}, entry(each))),
      button(WORDS.close, () => made.close()),
    );
  }
}

/** What is read aloud before anything is asked. */
function opening(visit) {
  const { opening: card, always } = visit.safety;
  const { app, practice } = visit;
  return {
    title: card.title,
    head: stage(STAGE.opening),
    aloud: () => [...card.say, card.ask],
    tools: visit.tools,
    back: () => app.guard.leave(),
    body: [
      practice && box("info", WORDS.practice.title, el("p", {}, practice.situation), el("p", {}, `${WORDS.practice.says}: «${practice.says}»`)),
      packAge(app.pack),
      el("blockquote", { class: "aloud" }, paragraphs(card.say), el("p", { class: "ask" }, card.ask)),
      buttons(button(card.yes, () => visit.agreed(), { look: "primary big" }), button(card.no, () => visit.show(() => refused(visit)), { look: "big" })),
      box("info", WORDS.opening.never, list(card.never)),
      el("details", {}, el("summary", {}, WORDS.opening.rules), visit.rules(always).map((rule) => ruleCard(rule, 3))),
    ],
  };
}

function refused(visit) {
  return {
    title: WORDS.opening.refused,
    back: () => visit.open(),
    body: [
      el("p", {}, visit.safety.opening.if_no),
      visit.practice
        ? button(WORDS.practice.over, () => visit.finish({ isRefused: true }), { look: "primary big" })
        : [
            button(WORDS.next, () => visit.app.guard.next(), { look: "primary big", picture: "next" }),
            button(WORDS.opening.record, () => visit.decline(), { look: "plain" }),
          ],
    ],
  };
}

function choosing(visit) {
  const found = finder(visit.app, (topic) => visit.pick(topic));
  return {
    title: WORDS.choose.title,
    head: stage(STAGE.asking),
    tools: visit.tools,
    back: () => visit.open(),
    refresh: found.refresh,
    body: [
      visit.stopped && box("warning", null, el("p", {}, WORDS.stop.about)),
      found.element,
      button(WORDS.choose.other, () => visit.other(), { look: "plain" }),
    ],
  };
}

/** A service that is not in the pack: where it is told, and that it was asked for. */
function missing(visit) {
  return {
    title: visit.service.name,
    head: stage(STAGE.doing),
    tools: visit.tools,
    back: () => visit.choose(),
    body: [
      box("info", null, el("p", {}, WORDS.missing.lead), el("p", {}, WORDS.missing.add)),
      el("div", { class: "row" }, button(WORDS.back, () => visit.choose()), button(WORDS.sheet.done, () => visit.askOutcome(), { look: "primary big" })),
    ],
  };
}

/** A service that guides lead through: be led, or see it all. */
function guided(visit, guides) {
  const names = new Map(visit.app.pack.topics.map(({ kind, id, name }) => [`${kind} ${id}`, name]));
  return {
    title: visit.service.name,
    head: stage(STAGE.asking),
    tools: visit.tools,
    back: () => visit.choose(),
    body: [
      el("p", {}, WORDS.service.guided),
      buttons(guides.map((id) => button(names.get(`guide ${id}`), () => visit.pick({ kind: "guide", id }), { look: "primary big" }))),
      buttons(button(WORDS.service.whole, () => visit.work())),
    ],
  };
}
