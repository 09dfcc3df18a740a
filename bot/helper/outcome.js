/** What became of a visit, in two taps: the outcome, then its reason or «ghi». No field takes words. */

import { el } from "../dom.js";
import { read, write } from "./database.js";
import { button, buttons, dialog, STAGE, stage } from "./draw.js";
import { WORDS } from "./words.js";

const MOST_MINUTES = 240;

/** The screen of the outcome of `visit`. */
export function outcome(visit) {
  const words = WORDS.outcome;
  const { app, words: lists } = visit;
  const chosen = { outcome: null, hamlet: null, minutes: visit.minutes };
  const problem = el("p", { class: "problem", role: "alert" });
  let isFinished = false;
  const finish = async (reason) => {
    if (isFinished) return; // tapped twice, counted once
    isFinished = true;
    try {
      if (!visit.practice) await write("small", "hamlet", chosen.hamlet);
      await visit.finish({ outcome: chosen.outcome, reason, hamlet: chosen.hamlet, minutes: chosen.minutes });
    } catch {
      isFinished = false;
      problem.textContent = words.failed;
    }
  };
  const second = el("div", { class: "second" });
  const save = (reason) => button(words.save, () => finish(reason), { look: "primary big", picture: "next" });
  const pick = (id) => {
    chosen.outcome = id;
    for (const each of first.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each.value === id));
    const reasons = lists.reasons.filter(({ outcomes }) => outcomes.includes(id));
    const known = reasons.find((each) => each.id === visit.stopped);
    const choice = buttons(reasons.map((each) => button(each.label, () => finish(each.id), { look: "reason" })));
    const asked = known
      ? [el("p", { class: "label" }, words.because(known.label)), save(known.id), el("details", {}, el("summary", {}, words.other), choice)]
      : [el("p", { class: "label" }, words.why), choice];
    second.replaceChildren(...(id === "done" ? [save(null)] : asked));
    second.scrollIntoView({ block: "nearest" });
  };
  const first = buttons(lists.outcomes.map(({ id, label }) => button(label, () => pick(id), { look: "big", value: id, "aria-pressed": "false" })));
  if (visit.stopped) pickStopped(visit, lists, pick);
  return {
    title: words.title,
    head: stage(STAGE.outcome),
    back: () => (visit.pages ? visit.handOver() : visit.choose()),
    body: [
      el("p", { class: "soft" }, words.lead),
      el("div", { class: "facts-of-visit" }, hamlets(app, chosen), minutes(chosen)),
      first,
      second,
      problem,
      button(words.skip, () => skip(app), { look: "plain" }),
    ],
  };
}

/** Go on without recording, after a question: it cannot be made good. */
function skip(app) {
  const words = WORDS.outcome;
  const made = dialog(
    words.skip,
    el("p", {}, words.skipLead),
    buttons(button(WORDS.leave.go, () => app.goOn()), button(WORDS.leave.stay, () => made.close(), { look: "primary" })),
  );
}

/** Stopped for a reason: the outcome that this reason belongs to is chosen already. */
function pickStopped(visit, { reasons }, pick) {
  const reason = reasons.find(({ id }) => id === visit.stopped);
  const outcomes = reason?.outcomes ?? [];
  pick(outcomes.includes("sent_on") ? "sent_on" : (outcomes[0] ?? "sent_on"));
}

function hamlets(app, chosen) {
  const names = app.team?.hamlets ?? [];
  let isChosen = false; // what is remembered may be read only after the helper has chosen
  const choose = () => {
    isChosen = true;
    chosen.hamlet = select.value || null;
  };
  const select = el(
    "select",
    { id: "hamlet", autocomplete: "off", onchange: choose },
    el("option", { value: "" }, WORDS.outcome.noHamlet),
    names.map((name) => el("option", { value: name }, name)),
  );
  const set = (name) => {
    const only = names.length === 1 ? names[0] : null; // of several, nobody has said which
    chosen.hamlet = names.includes(name) ? name : only;
    select.value = chosen.hamlet ?? "";
  };
  set(null);
  read("small", "hamlet").then((name) => isChosen || set(name), () => {});
  return el("div", {}, el("label", { class: "label", for: "hamlet" }, WORDS.outcome.hamlet), select);
}

function minutes(chosen) {
  const shown = el("output", { "aria-live": "polite" }, String(chosen.minutes));
  const change = (by) => () => {
    chosen.minutes = Math.min(MOST_MINUTES, Math.max(0, chosen.minutes + by));
    shown.textContent = String(chosen.minutes);
  };
  return el(
    "div",
    { role: "group", "aria-label": WORDS.outcome.minutes },
    el("p", { class: "label" }, WORDS.outcome.minutes),
    el(
      "div",
      { class: "stepper" },
      button("−", change(-1), { "aria-label": WORDS.outcome.less }),
      shown,
      button("+", change(1), { "aria-label": WORDS.outcome.more }),
    ),
  );
}
