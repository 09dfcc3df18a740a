/** The first screen, and the one where it is chosen what a resident came for: both look for services and guides. */

import { el } from "../dom.js";
import { box, button, buttons } from "./draw.js";
import { WORDS } from "./words.js";

const MOST_USED = 8;
const ALWAYS = ["dinh-danh-muc-2", "vneid-cuu-ho"];
const TELL_AFTER_MS = 600; // screen readers hear how many were found once somebody stops typing

/** Between two residents. */
export function home(app) {
  const words = WORDS.home;
  const state = el("div", { class: "state", tabindex: "-1" });
  const found = finder(app, (topic) => app.begin(topic));
  const later = (module, name) => async () => {
    const screens = await import(module).catch(() => null);
    if (screens) app.show(() => screens[name](app));
    else app.tell(WORDS.unreachable);
  };
  const refresh = () => {
    const isFocused = state.contains(document.activeElement);
    state.replaceChildren(...status(app));
    if (isFocused) (state.querySelector("button") ?? state).focus();
    found.refresh();
  };
  refresh();
  return {
    title: WORDS.name,
    isTitleUnseen: true,
    refresh,
    body: [
      button(WORDS.next, () => app.begin(), { look: "primary huge", picture: "next" }),
      state,
      el("h2", {}, words.title),
      found.element,
      el("h2", {}, words.more),
      buttons(
        button(words.learn, later("./learn.js", "learn"), { picture: "learn" }),
        button(words.week, later("./learn.js", "week"), { picture: "check" }),
        button(words.batch, later("./batch.js", "batch"), { picture: "print" }),
        button(words.settings, later("./settings.js", "settings"), { picture: "options" }),
      ),
    ],
  };
}

/** What the phone has, and what it still has to send. */
function status(app) {
  const words = WORDS.status;
  const { pack } = app;
  const isOnline = navigator.onLine;
  const facts = [
    isOnline ? words.online : words.offline,
    pack.updating ? words.fetching : pack.isComplete ? words.age(pack.age) : words.none,
    words.waiting(app.waiting),
  ];
  return [
    el("ul", { class: "facts", role: "list" }, facts.map((fact) => el("li", {}, fact))),
    ...pack.notices().map((text) => box("warning", null, el("p", {}, text))),
    pack.isOld && box("warning", null, el("p", {}, words.old(pack.age))),
    pack.clock && box("warning", null, el("p", {}, words.clock[pack.clock])),
    app.lost > 0 && box("warning", null, el("p", {}, words.lost(app.lost)), button(words.seen, () => app.lostSeen())),
    app.problem && box("warning", null, el("p", {}, app.problem)),
    isOnline && !pack.updating && el("div", { class: "row" }, button(words.update, async () => app.announce((await app.network()) ?? words.fetched), { picture: "retry" })),
  ].filter(Boolean);
}

/** A field of search, what it finds, and the topics most asked for. `choose({ kind, id })` is called with one. */
export function finder(app, choose) {
  const words = WORDS.home;
  const personal = el("p", { class: "problem", role: "alert" });
  const results = el("div", { class: "results" });
  const topics = el("div", {});
  const entry = (topic) => topicButton(topic, choose);
  let index = null;
  let telling = null;
  let told = ""; // looked for again, the same is not said again
  const field = el("input", {
    id: "search",
    type: "search",
    enterkeyhint: "search",
    maxlength: 60,
    autocomplete: "off",
    autocorrect: "off",
    autocapitalize: "none",
    spellcheck: "false",
    placeholder: words.placeholder,
    "aria-describedby": "search-hint",
  });
  const look = async () => {
    const { Index, withoutPersonal } = await import("./search.js"); // not before something is typed
    const kept = withoutPersonal(field.value);
    personal.textContent = kept === field.value ? "" : words.personal;
    if (kept !== field.value) field.value = kept;
    const text = kept.trim();
    app.searched = text;
    topics.hidden = text.length > 0;
    clearTimeout(telling);
    if (!text) {
      told = "";
      results.replaceChildren();
      return;
    }
    index ??= new Index([...(await app.pack.known()), ...app.pack.others]);
    if (app.searched !== text) return; // typed on meanwhile
    const all = index.find(text);
    const said = app.pack.updating && !all.length ? words.arriving : words.found(all.length);
    results.replaceChildren(
      el("p", { class: "soft" }, said),
      buttons(all.map((item) => entry({ kind: item.kind, id: item.id, name: item.title ?? item.name }))),
    );
    if (said !== told) telling = setTimeout(() => app.tell((told = said)), TELL_AFTER_MS);
  };
  field.addEventListener("input", look);
  let drawn = null;
  const refresh = () => {
    index = null; // more may have arrived
    if (field.value.trim() && !results.contains(document.activeElement)) look();
    const { entries, week } = app.pack;
    if (drawn?.entries === entries && drawn.week === week) return;
    drawn = { entries, week };
    const most = mostUsed(app.pack);
    const rest = app.pack.topics.filter(({ kind, id }) => !most.some((each) => each.kind === kind && each.id === id));
    topics.replaceChildren(
      ...(most.length ? [el("h2", {}, words.most), buttons(most.map((topic) => topicButton(topic, choose, true)))] : []),
      ...(rest.length ? [el("details", {}, el("summary", {}, words.all(app.pack.topics.length)), buttons(rest.map(entry)))] : []),
    );
  };
  refresh();
  const element = el(
    "div",
    { class: "finder" },
    el("label", { class: "label", for: "search" }, words.search),
    field,
    personal,
    el("p", { class: "soft", id: "search-hint" }, words.hint),
    results,
    topics,
  );
  return { element, refresh };
}

/** The button of a topic: its name, and what one gets. A topic is a guide, a service, or another one, which no pack on this phone has. */
export function topicButton({ kind, id, name }, choose, isShort = false) {
  const what = !isShort && el("span", { class: "what" }, WORDS.home.kinds[kind]);
  return el("button", { type: "button", class: "topic", onclick: () => choose({ kind, id }) }, el("span", { class: "to" }, name), what);
}

/** What is asked for most: eID, which every hall is about, the week's cards, then the guides as the pack lists them. */
function mostUsed(pack) {
  const always = ALWAYS.map((id) => ["guide", id]);
  const cards = (pack.week?.cards ?? []).map(({ service, guide }) => (guide ? ["guide", guide] : ["service", service]));
  const guides = pack.topics.filter(({ kind }) => kind === "guide").map(({ kind, id }) => [kind, id]);
  const all = new Map([...always, ...cards, ...guides].map((key) => [key.join(" "), pack.topics.find(({ kind, id }) => kind === key[0] && id === key[1])]));
  return [...all.values()].filter(Boolean).slice(0, MOST_USED);
}
