/** Learning: made-up residents, a quiz on safe helping, the rules, and what was asked most this week. Nothing is tallied. */

import { el } from "../dom.js";
import { box, button, buttons, list, ruleCard } from "./draw.js";
import { path } from "./engine.js";
import { topicButton } from "./home.js";
import { WORDS } from "./words.js";

const NOT_WILLING = "not-decided"; // the reason of a resident who is not to be helped

const home = (app) => button(WORDS.toHome, () => app.home());

/** What there is to learn with. */
export function learn(app) {
  const words = WORDS.learn;
  const open = (kind, screen) => async () => {
    const item = await app.pack.item(kind).catch(() => null);
    app.show(() => (item ? screen(app, item) : nothing(app)));
  };
  return {
    title: words.title,
    back: () => app.home(),
    body: [
      buttons(
        button(words.practice, open("practice", residents), { look: "big", picture: "next" }),
        button(words.quiz, open("quiz", (_, quiz) => question(app, quiz, 0, 0)), { look: "big", picture: "check" }),
        button(words.rules, open("safety", rules), { look: "big", picture: "scam" }),
      ),
      home(app),
    ],
  };
}

const nothing = (app) => ({ title: WORDS.learn.title, back: () => app.home(), body: [el("p", {}, WORDS.learn.none), home(app)] });

function rules(app, safety) {
  return { title: WORDS.learn.rules, back: () => app.show(() => learn(app)), body: [safety.rules.map((rule) => ruleCard(rule, 2)), button(WORDS.back, () => app.show(() => learn(app)))] };
}

// Made-up residents

function residents(app, practice) {
  const words = WORDS.practice;
  return {
    title: words.title,
    back: () => app.show(() => learn(app)),
    body: [
      el("p", {}, words.lead),
      practice.residents.map((each) =>
        el("section", { class: "card" }, el("h2", {}, each.situation), el("p", {}, `${words.says}: «${each.says}»`), button(words.start, () => app.begin(undefined, each), { look: "primary" })),
      ),
      button(WORDS.back, () => app.show(() => learn(app))),
    ],
  };
}

/** How a practice visit went, beside how it should go. `end`: `{ outcome, reason }` or `{ isRefused }`. */
export function review(app, visit, end) {
  const words = WORDS.practice;
  const { practice: resident } = visit;
  const isWilling = resident.reason !== NOT_WILLING;
  const judged = isWilling && !end.isRefused ? judgedHelp(app, visit, end) : [[words.consent, isWilling !== Boolean(end.isRefused), isWilling ? words.agrees : words.refuses]];
  const again = () => app.begin(undefined, resident);
  return {
    title: words.over,
    back: () => app.home(),
    body: [
      judged.map(([what, isRight, expected]) =>
        box(isRight ? "info" : "warning", `${what}: ${isRight ? words.right : words.look}`, !isRight && el("p", {}, words.expected(expected))),
      ),
      el("h2", {}, words.why),
      el("p", {}, resident.why),
      resident.traps.length > 0 && [el("h2", {}, words.traps), list(resident.traps)],
      el("h2", {}, words.watch),
      visit.rules(resident.watch).map((rule) => ruleCard(rule, 3)),
      buttons(
        button(words.others, async () => {
          const all = await app.pack.item("practice");
          app.show(() => residents(app, all));
        }, { look: "primary" }),
        button(words.again, again),
        home(app),
      ),
    ],
  };
}

/** What is looked at where somebody was helped: `[what, whether it is right, what it should be]`. */
function judgedHelp(app, visit, end) {
  const words = WORDS.practice;
  const { practice: resident, words: lists } = visit;
  const isGuide = visit.guide?.id === resident.guide || (!visit.guide && visit.service?.id === resident.service);
  const name = (id) => app.pack.topics.find((topic) => topic.kind === "guide" && topic.id === id)?.name ?? id;
  const outcome = lists.outcomes.find(({ id }) => id === resident.outcome)?.label;
  const reason = lists.reasons.find(({ id }) => id === resident.reason)?.label;
  return [
    [words.guide, isGuide, name(resident.guide)],
    visit.guide && isGuide && [words.answers, same(visit.guide, visit.answers, resident.answers), labels(visit.guide, resident.answers)],
    [words.outcome, end.outcome === resident.outcome && end.reason === resident.reason, [outcome, reason].filter(Boolean).join(": ")],
  ].filter(Boolean);
}

const same = (guide, ours, theirs) => {
  const [a, b] = [path(guide, ours)[0], path(guide, theirs)[0]];
  return JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
};

const labels = (guide, answers) =>
  guide.questions.map(({ id, options }) => options.find((option) => option.id === answers[id])?.label).filter(Boolean).join(", ");

// The quiz

function question(app, quiz, at, right) {
  const words = WORDS.quiz;
  const asked = quiz.questions[at];
  if (!asked) return passed(app, quiz, right);
  const offered = shuffled(asked.options); // else the place of the right one is learnt
  const result = el("div", { role: "status" });
  const answer = (option, pressed) => {
    for (const each of options.querySelectorAll("button")) each.disabled = true;
    pressed.classList.add(option.right ? "right" : "wrong");
    options.querySelectorAll("button")[offered.findIndex((each) => each.right)].classList.add("right");
    result.replaceChildren(
      box(option.right ? "info" : "warning", option.right ? words.right : words.wrong, el("p", {}, asked.explain)),
      button(WORDS.on, () => app.show(() => question(app, quiz, at + 1, right + (option.right ? 1 : 0))), { look: "primary big" }),
    );
    result.querySelector("button").focus();
  };
  const options = buttons(offered.map((option) => button(option.text, (event) => answer(option, event.currentTarget), { look: "option" })));
  return {
    title: asked.ask,
    back: () => app.show(() => learn(app)),
    head: el("p", { class: "soft" }, `${words.title} · ${words.of(at + 1, quiz.questions.length)}`),
    body: [options, result],
  };
}

function shuffled(all) {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}

function passed(app, quiz, right) {
  const words = WORDS.quiz;
  const isPassed = right >= quiz.pass;
  return {
    title: words.over(right, quiz.questions.length),
    back: () => app.show(() => learn(app)),
    body: [
      box(isPassed ? "info" : "warning", null, el("p", {}, isPassed ? words.passed : words.failed(quiz.pass))),
      buttons(button(words.again, () => app.show(() => question(app, quiz, 0, 0)), { look: isPassed ? null : "primary" }), home(app)),
    ],
  };
}

// The week

/** The card of the ten most asked. */
export function week(app) {
  const words = WORDS.week;
  const card = app.pack.week;
  const topic = (service, guide) => {
    if (guide && app.pack.has("guide", guide)) return { kind: "guide", id: guide };
    return { kind: app.pack.has("service", service) ? "service" : "other", id: service };
  };
  const topics = (card?.cards ?? []).map(({ service, guide, name, question }) => ({ ...topic(service, guide), name: question ?? name }));
  return {
    title: words.title,
    back: () => app.home(),
    aloud: topics.length ? () => topics.map(({ name }, at) => `${at + 1}. ${name}`) : undefined,
    body: [
      el("p", { class: "soft" }, !card ? words.none : card.from === "asked" ? words.asked(card.week.split("-W").reverse().join("/")) : words.editors),
      buttons(topics.map((topic) => topicButton(topic, (chosen) => app.begin(chosen)))),
      home(app),
    ],
  };
}
