/** Installing, the pack, leaving the team. */

import { el } from "../dom.js";
import { ask, askJson } from "./api.js";
import { forgetAll } from "./database.js";
import { box, button, buttons, dialog, list } from "./draw.js";
import { join } from "./join.js";
import { WORDS } from "./words.js";

const KB = 1000; // as the server tells sizes

/** The screen. */
export function settings(app) {
  const words = WORDS.settings;
  const { manifest } = app.pack;
  const said = el("p", { role: "status" });
  return {
    title: words.title,
    back: () => app.home(),
    body: [
      el("h2", {}, words.install),
      install(app),
      el("h2", {}, words.pack),
      manifest && el("p", {}, words.packSize(`${Math.ceil(manifest.size / KB)} KB`, app.pack.topics.length)),
      el("p", {}, manifest ? WORDS.status.age(app.pack.age) : WORDS.status.none),
      buttons(
        button(WORDS.status.update, async () => (said.textContent = (await app.renew()) ?? WORDS.status.fetched), { picture: "retry" }),
        button(words.choose, () => choose(app, said), { picture: "check" }),
      ),
      said,
      el("h2", {}, words.leave),
      buttons(button(words.leave, () => leave(app), { picture: "clear" }), button(WORDS.toHome, () => app.home())),
    ],
  };
}

function install(app) {
  const words = WORDS.settings;
  if (matchMedia("(display-mode: standalone)").matches) return el("p", {}, words.installed);
  const now = app.installing && button(words.installNow, () => app.installing.prompt(), { look: "primary" });
  return [el("p", {}, words.why), now, list([words.android, words.iphone])];
}

/** Which services the phone carries along. */
async function choose(app, said) {
  const words = WORDS.settings;
  let services;
  let most;
  try {
    ({ services, most_bytes: most } = await askJson("danh-muc"));
  } catch {
    said.textContent = WORDS.unreachable;
    return;
  }
  const mine = app.pack.manifest?.chosen;
  const problem = el("p", { class: "problem", role: "alert" });
  const size = el("p", { class: "size", role: "status" });
  const rows = services.map(({ id, name, chosen }) => {
    const tick = el("input", { type: "checkbox", value: id, autocomplete: "off", onchange: () => weigh() });
    tick.checked = mine ? mine.includes(id) : chosen;
    return el("li", {}, el("label", { class: "tickable" }, tick, el("span", {}, name)));
  });
  const get = (slugs) => async () => {
    problem.textContent = (await app.renew(slugs())) ?? "";
    if (!problem.textContent) app.home();
  };
  const ticked = () => rows.map((row) => row.querySelector("input")).filter((tick) => tick.checked).map((tick) => tick.value);
  const weigh = () => {
    const bytes = sizeOf(services, ticked(), app.pack.entries);
    size.textContent = words.about(Math.round(bytes / KB), Math.round(most / KB), bytes > most);
    size.classList.toggle("problem", bytes > most);
  };
  weigh();
  app.show(() => ({
    title: words.choose,
    back: () => app.show(() => settings(app)),
    body: [
      el("p", {}, words.chooseLead),
      el("ul", { class: "ticks", role: "list" }, rows),
      size,
      problem,
      buttons(button(words.save, get(ticked), { look: "primary big" }), button(words.team, get(() => null)), button(WORDS.back, () => app.show(() => settings(app)))),
    ],
  }));
}

/** About how many bytes a pack of the services `chosen` has: what is not on the phone is taken to be as large as what is. */
function sizeOf(services, chosen, entries) {
  const sum = (all) => all.reduce((bytes, { size }) => bytes + size, 0);
  const weigh = (kind, ids) => {
    const there = entries.filter((entry) => entry.kind === kind);
    const mean = sum(there) / Math.max(1, there.length);
    return ids.reduce((bytes, id) => bytes + (there.find((entry) => entry.id === id)?.size ?? mean), 0);
  };
  const led = new Set(services.flatMap(({ guides }) => guides));
  const standing = entries.filter(({ kind, id }) => kind !== "service" && !led.has(id));
  const guides = new Set(services.filter(({ id }) => chosen.includes(id)).flatMap((service) => service.guides));
  const along = services.filter((service) => chosen.includes(service.id) || service.guides.some((id) => guides.has(id)));
  return sum(standing) + weigh("guide", [...guides]) + weigh("service", along.map(({ id }) => id));
}

function leave(app) {
  const words = WORDS.settings;
  const made = dialog(
    words.leave,
    box("warning", null, el("p", {}, words.leaveAsk(app.waiting))),
    buttons(
      button(words.leaveYes, async () => {
        await ask("roi-di", { body: {} }).catch(() => {}); // without a network only this phone forgets
        await forgetAll();
        Object.assign(app, { team: null, waiting: 0, lost: 0 });
        Object.assign(app.pack, { manifest: null, arriving: null, week: null, catalogue: [] });
        app.show(() => join(app));
      }),
      button(WORDS.cancel, () => made.close(), { look: "primary" }),
    ),
  );
}
