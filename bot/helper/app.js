/** The helper's pages: which screen is shown, what they share, and who is served. */

import { el } from "../dom.js";
import { webAddress } from "../prose.js";
import { Voice } from "../speech.js";
import { askJson, Refused } from "./api.js";
import { keys, read, remove, write } from "./database.js";
import { button, buttons, dialog, symbol } from "./draw.js";
import { BackButton, Guard, opened } from "./guard.js";
import { home } from "./home.js";
import { join } from "./join.js";
import { Pack } from "./pack.js";
import { lost, seen, send, SYNC, waiting } from "./visits.js";
import { WORDS } from "./words.js";

const SAID_MS = 6000;

/**
 * One document's worth of the application.
 *
 * A screen is `{ title, body, back?, aloud?, head?, visit? }`: its elements; what Back calls; the lines that are read
 * aloud and shown turned around. A function that makes one is handed to `show`.
 */
class App {
  constructor() {
    this.main = document.getElementById("main");
    this.live = document.getElementById("live");
    this.pack = new Pack(() => this.refresh());
    this.voice = new Voice(() => (this.hasVoice = true));
    this.waiting = 0;
    this.lost = 0;
    this.visit = null;
    this.searched = ""; // words in the field of search: gone with the visit
    this.backButton = new BackButton(() => this.goBack());
    this.guard = new Guard({
      forget: () => this.forget(),
      isBusy: () => Boolean(this.visit || this.searched),
      warn: (seconds) => this.warn(seconds),
      back: this.backButton,
    });
    addEventListener("online", () => this.network());
    addEventListener("offline", () => this.refresh());
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.installing = event;
    });
    document.addEventListener("click", (event) => this.keepOff(event));
    document.getElementById("next").addEventListener("click", () => this.askNext());
  }

  async start() {
    const { isFresh, isSaved } = opened();
    try {
      [this.team, this.waiting, this.lost] = [await read("small", "team"), await waiting(), await lost()];
      await Promise.all([this.pack.open(), this.guard.open()]);
    } catch {
      this.show(() => ({ title: WORDS.name, body: [el("p", {}, WORDS.noStore)] }));
      return;
    }
    if (!this.team) this.show(() => join(this));
    else {
      if (isFresh) await this.begin();
      else this.show(() => home(this));
      if (isSaved) this.announce(WORDS.outcome.saved);
      this.network();
    }
  }

  /** Show the screen that `make` returns, and say its title to screen readers. */
  show(make) {
    this.voice.stop();
    const screen = make();
    this.screen = screen;
    this.make = make;
    document.querySelector("dialog[open]")?.close();
    document.body.classList.toggle("visiting", Boolean(this.visit));
    document.body.classList.toggle("practising", Boolean(this.visit?.practice));
    document.getElementById("team").textContent = this.team?.team.name ?? "";
    document.getElementById("next").hidden = !this.visit;
    document.getElementById("situation").replaceChildren(...this.situation());
    document.getElementById("practice").hidden = !this.visit?.practice;
    const heading = el("h1", { tabindex: "-1", class: screen.isTitleUnseen && "unseen" }, screen.title);
    this.main.replaceChildren(...[screen.head, heading, screen.aloud && this.tools(screen), screen.body].flat(Infinity).filter(Boolean));
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
    if (screen.back) this.backButton.hold();
  }

  /** Draw the same screen again, with the focus where it was told to be. */
  refresh() {
    this.screen?.refresh?.();
  }

  /** Say `text` to screen readers. */
  tell(text, look = "unseen") {
    clearTimeout(this.saying);
    this.live.className = look;
    this.live.textContent = "";
    setTimeout(() => (this.live.textContent = text), 50);
  }

  /** Say `text` to everybody: over the screen, for a while, and to screen readers. */
  announce(text) {
    this.tell(text, "said");
    this.saying = setTimeout(() => this.tell(""), SAID_MS);
  }

  goBack() {
    const open = document.querySelector("dialog[open]");
    if (open) {
      open.close();
      return true;
    }
    this.screen?.back?.();
    return Boolean(this.screen?.back);
  }

  home() {
    this.show(() => home(this));
  }

  // What is done with a screen ------------------------------------------------------------------------------------

  tools(screen) {
    const aloud = button(WORDS.tools.aloud, () => this.readAloud(aloud, screen.aloud()), { picture: "speak" });
    const turn = button(WORDS.tools.turn, () => this.turn(screen.aloud()), { picture: "turn" });
    const more = (screen.tools ?? []).map(({ words, picture, act, look }) => button(words, act, { picture, look }));
    return el("div", { class: "tools", role: "group" }, aloud, turn, more);
  }

  readAloud(pressed, lines) {
    if (!this.hasVoice) {
      const said = el("p", { class: "soft", role: "status", tabindex: "-1" }, WORDS.noVoice);
      pressed.replaceWith(said);
      said.focus(); // the button that had it is gone
      return;
    }
    const words = (text) => pressed.querySelector("span")?.replaceChildren(text);
    if (pressed.classList.toggle("reading")) {
      words(WORDS.tools.quiet);
      this.voice.read(lines.join("\n"), () => {
        pressed.classList.remove("reading");
        words(WORDS.tools.aloud);
      });
    } else {
      this.voice.stop();
      words(WORDS.tools.aloud);
    }
  }

  /** Large letters for somebody on the other side of the table. */
  turn(lines) {
    const text = el("div", { class: "large", tabindex: "0" }, lines.map((line) => el("p", {}, line)));
    const made = dialog(
      WORDS.turned.title,
      text,
      el(
        "div",
        { class: "row" },
        button(WORDS.turned.flip, () => made.classList.toggle("upright"), { picture: "turn" }),
        button(WORDS.turned.close, () => made.close(), { look: "primary" }),
      ),
    );
    made.classList.add("turned");
  }

  /** A page of the state is opened on the resident's own phone, never on the helper's. */
  keepOff(event) {
    const link = event.target.closest?.("a[href]");
    const url = link && webAddress(link.getAttribute("href"));
    if (!url) return;
    event.preventDefault();
    import("./qr.js").then(({ drawQr }) => {
      const made = dialog(
        WORDS.link.title,
        el("p", {}, WORDS.link.lead),
        drawQr(url, url),
        el("p", { class: "address" }, url),
        button(WORDS.close, () => made.close(), { look: "primary" }),
      );
    });
  }

  // One resident after another ------------------------------------------------------------------------------------

  /** Begin a visit in this document, which has not seen another one. `topic`: `{ kind, id }`, if it is known already. */
  async begin(topic, practice) {
    this.searched = "";
    const wiped = this.guard.wipe(); // within the tap
    const { Visit } = await import("./visit.js");
    const needed = () => Promise.all([this.pack.item("words"), this.pack.item("safety")]);
    try {
      const found = await needed().catch((error) => {
        if (this.pack.updating) return this.arrival(needed);
        throw error;
      });
      if (found === null) return; // they did not want to wait
      const [words, safety] = found;
      await wiped;
      this.visit = new Visit(this, { words, safety, topic, practice });
    } catch {
      this.tell(WORDS.notHere);
      dialog(WORDS.name, el("p", {}, WORDS.notHere), buttons(button(WORDS.close, () => this.home(), { look: "primary" })));
      return;
    }
    this.visit.open();
  }

  /** What `needed` comes to as soon as the pack, which is on its way, says what there is; null if the helper goes back. */
  async arrival(needed) {
    const made = dialog(
      WORDS.name,
      el("p", { role: "status" }, WORDS.status.arriving),
      button(WORDS.cancel, () => made.close(), { look: "primary" }),
    );
    const left = new Promise((resolve) => made.addEventListener("close", () => resolve(null)));
    try {
      const found = await Promise.race([this.pack.listing.then(needed), left]);
      if (!found) this.home();
      return found;
    } finally {
      made.close();
    }
  }

  /** The next resident: at once where nothing would be lost, else after a question. */
  askNext() {
    if (!this.visit?.isWorth || this.visit.practice) {
      this.goOn();
      return;
    }
    const { leave } = WORDS;
    const made = dialog(
      leave.title,
      el("p", {}, leave.lead),
      buttons(
        button(leave.record, () => this.visit.askOutcome(), { look: "primary" }),
        button(leave.go, () => this.goOn()),
        button(leave.stay, () => made.close()),
      ),
    );
  }

  /** On to the next resident; after an exercise, to the first screen: nobody is there yet. */
  goOn() {
    return this.visit?.practice ? this.guard.leave() : this.guard.next();
  }

  /** Who the made-up resident is, at hand on every page. */
  situation() {
    const { practice } = this.visit ?? {};
    if (!practice) return [];
    return [el("summary", {}, WORDS.practice.situation), el("p", {}, practice.situation), el("p", {}, `${WORDS.practice.says}: «${practice.says}»`)];
  }

  forget() {
    this.visit?.forget();
    Object.assign(this, { visit: null, searched: "", screen: null, make: null });
  }

  warn(seconds) {
    if (seconds === null) this.warning?.close();
    if (seconds === null || !this.warning?.isConnected) this.warning = null;
    if (seconds === null) return;
    if (!this.warning) {
      this.countdown = el("p", { role: "timer" });
      this.warning = dialog(WORDS.idle.title, this.countdown, button(WORDS.idle.stay, () => this.warn(null), { look: "primary big" }));
      this.tell(WORDS.idle.lead(seconds));
    }
    this.countdown.textContent = WORDS.idle.lead(seconds);
  }

  // The network ---------------------------------------------------------------------------------------------------

  /** There may be a network: renew the pack and send what waits. Returns what `renew` does. */
  async network() {
    if (!this.team) return null;
    const [problem] = await Promise.all([this.renew(), this.sendWaiting(), this.renewTeam()]);
    return problem;
  }

  /** Renew the pack; `chosen` as Pack.update has it. Returns the sentence to show where that failed, else null. */
  async renew(chosen) {
    this.problem = null;
    this.refresh();
    try {
      await this.pack.update(chosen);
    } catch (error) {
      if (this.isOut(error)) return null;
      this.problem = error instanceof Refused ? error.message : navigator.onLine ? WORDS.status.failed : null;
      this.refresh();
      return this.problem ?? WORDS.unreachable;
    }
    this.refresh();
    return null;
  }

  async sendWaiting() {
    const before = await waiting();
    const lostBefore = this.lost;
    try {
      await send();
    } catch (error) {
      this.isOut(error);
      const worker = await navigator.serviceWorker?.getRegistration();
      await worker?.sync?.register(SYNC).catch(() => {}); // not every browser can, or may
    }
    [this.waiting, this.lost] = [await waiting(), await lost()];
    if (this.lost > lostBefore) this.announce(WORDS.status.lost(this.lost));
    else if (before && !this.waiting) this.announce(WORDS.status.sent);
    this.refresh();
  }

  /** Somebody has read how many visits were refused. */
  async lostSeen() {
    await seen();
    this.lost = 0;
    this.refresh();
  }

  /** Whether `error` says that this phone is in no team any more; the page to join is shown then. */
  isOut(error) {
    if (error?.kind !== "not-joined") return false;
    if (this.visit?.isWorth) return true; // a visit under way is finished first
    if (this.screen.isJoining) return true; // another request said so before; what was typed since stays
    this.visit = null;
    this.show(() => join(this, { isAgain: true }));
    return true;
  }

  /** The phone has joined the team of `told`. */
  async joined(told) {
    const before = await read("small", "team");
    const dropped = before && before.team.id !== told.team.id ? await waiting() : 0;
    if (dropped) await remove("visits", ...(await keys("visits")));
    await write("small", "team", told);
    this.team = told;
    this.waiting = await waiting();
    this.home();
    this.tell(dropped ? WORDS.join.otherTeam(dropped) : WORDS.join.welcome(told.team.name));
    if (dropped) dialog(WORDS.join.welcome(told.team.name), el("p", {}, WORDS.join.otherTeam(dropped)), buttons(button(WORDS.close, () => this.home())));
    this.network();
    navigator.storage?.persist?.().catch(() => {});
  }

  /** What the team is may have changed: its name, its hamlets. */
  async renewTeam() {
    const told = await askJson("toi").catch(() => null);
    if (!told) return;
    await write("small", "team", told);
    this.team = told;
  }
}

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("sw.js", { type: "module" }).catch(() => {}));
  navigator.serviceWorker.addEventListener("message", () => app.sendWaiting()); // it has sent what waited
}

const app = new App();
app.start();
document.getElementById("next").prepend(symbol("next"));
