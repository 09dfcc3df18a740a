/**
 * `<tro-ly-dvc>`, the citizen's chat box for public services.
 *
 * <script type="module" src="https://assistant.example/tro-ly-dvc.js"></script>
 * <tro-ly-dvc mode="bubble"></tro-ly-dvc>
 *
 * Attributes: `endpoint`, the address of the webhook (where this script is from, unless said otherwise);
 * `mode`: page (fills its box, with the page's main heading), panel (fills its box) or bubble (a button in the corner
 * that opens the chat); `theme`: light, dark or contrast (as the device has it, unless said otherwise).
 * Events, for the page around it: `tro-ly-dvc:answered` with `{ type, service, aspect }`; never what was typed.
 */

import { drawQuestion, drawReply, drawThinking, drawWelcome } from "./answer.js";
import { Conversation } from "./conversation.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { Later } from "./later.js";
import { asText, copy, print, saveFile, share, transcript } from "./output.js";
import { Pack } from "./pack.js";
import { Server } from "./server.js";
import { canHear, Ear, Voice } from "./speech.js";
import { Store, Ticks } from "./storage.js";
import { WORDS } from "./words.js";

const MOST_CHARACTERS = 1000; // the server's setting max_message_chars
const SHOW_LEFT_BELOW = 150;
const MIDDLE_SIZE = 1;
const FROM_PACK = "pack:"; // payloads that are answered on the device
const PACK_AFTER_MS = 3000; // first what is needed now
const FORGET_SAID_MS = 15_000; // by then a screen reader has taken the text; it need not find it twice

export class ServiceChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return; // moved within the page: keep the conversation
    this.mode = ["page", "panel", "bubble"].includes(this.getAttribute("mode")) ? this.getAttribute("mode") : "panel";
    this.headingLevel = this.mode === "page" ? 1 : 2;
    const endpoint = new URL(this.getAttribute("endpoint") || ".", this.getAttribute("endpoint") ? document.baseURI : import.meta.url);
    if (!endpoint.pathname.endsWith("/")) endpoint.pathname += "/";
    this.base = endpoint.href;
    this.store = new Store(endpoint.host + endpoint.pathname);
    this.ticks = new Ticks(this.store);
    const server = new Server(endpoint);
    this.later = new Later(server, this.store);
    this.pack = new Pack(new URL("widget/offline-pack.json", endpoint).href);
    this.conversation = new Conversation(server, this.store, (entry) => this.show(entry));
    this.ownTheme = this.getAttribute("theme") ?? "";
    this.build();
    this.resize(this.store.read("size", MIDDLE_SIZE));
    this.paint(this.store.read("theme", ""));
    this.show(null);
    this.voice = new Voice(() => this.root.classList.add("has-voice"));
    addEventListener("online", () => this.reconnect());
    addEventListener("offline", () => this.showNetwork());
    document.addEventListener("visibilitychange", () => document.hidden || this.reconnect());
    this.store.watch("conversation", () => this.conversation.follow());
    this.reconnect(); // what was on its way when the page was closed
    if (this.mode === "page") setTimeout(() => this.loadPack(), PACK_AFTER_MS);
    else this.root.addEventListener("focusin", () => setTimeout(() => this.loadPack(), PACK_AFTER_MS), { once: true });
  }

  /** The network may be back: send what waits. */
  reconnect() {
    this.showNetwork();
    this.conversation.send();
    if (navigator.onLine !== false) this.later.send();
  }

  async loadPack() {
    await this.pack.load();
    this.showNetwork();
  }

  // What there is ------------------------------------------------------------------------------------------------

  build() {
    this.log = el("ol", { class: "entries", role: "list" });
    this.scroller = el("section", { class: "scroller", "aria-label": WORDS.conversation, tabindex: "0" }, this.log);
    this.live = el("div", { class: "unseen", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": WORDS.assistant });
    this.root = el("div", { class: `root ${this.mode}`, lang: "vi" }, this.buildHeader(), this.scroller, this.live, this.buildNetwork(), this.buildComposer());
    const style = el("link", { rel: "stylesheet", href: new URL("style.css", import.meta.url).href });
    const parts = [style, this.root];
    if (this.mode === "bubble") parts.push(this.buildLauncher());
    for (const part of parts.slice(1)) part.hidden = true; // until the style is there: no flash of bare text
    const ready = () => {
      this.root.hidden = this.mode === "bubble";
      if (this.launcher) this.launcher.hidden = false;
    };
    style.addEventListener("load", ready);
    style.addEventListener("error", ready);
    this.attachShadow({ mode: "open" }).append(...parts);
  }

  buildHeader() {
    const sizes = WORDS.sizes.map(([letter, name], size) =>
      el("button", { type: "button", class: `size size-${size}`, "aria-label": `${letter} ${name}`, onclick: () => this.resize(size) }, letter),
    );
    this.sizes = sizes;
    this.buildOptions();
    this.sure = el(
      "div",
      { class: "sure", role: "group", "aria-label": WORDS.clearAsk, hidden: true },
      el("p", {}, WORDS.clearAsk),
      el("button", { type: "button", class: "yes", onclick: () => this.clear() }, WORDS.clearYes),
      el("button", { type: "button", onclick: () => this.askClear(false) }, WORDS.clearNo),
    );
    this.clearer = el(
      "button",
      { type: "button", "aria-expanded": "false", onclick: () => this.askClear(this.sure.hidden) },
      icon("clear"),
      el("span", {}, WORDS.clear, el("span", { class: "long" }, WORDS.clearAll)),
    );
    return el(
      "header",
      { class: "head" },
      el(
        "div",
        { class: "row" },
        el("span", { class: "mark" }, icon("mark")),
        el("div", { class: "who" }, el(`h${this.headingLevel}`, {}, WORDS.name), el("p", {}, WORDS.machine)),
        el(
          "div",
          { class: "settings", role: "group", "aria-label": WORDS.tools },
          el("div", { class: "sizes", role: "group", "aria-label": WORDS.textSize }, sizes),
          this.optioner,
          this.clearer,
        ),
        this.mode === "bubble" &&
          el("button", { type: "button", class: "close", "aria-label": WORDS.close, onclick: () => this.open(false) }, icon("close")),
      ),
      this.options,
      this.sure,
    );
  }

  buildOptions() {
    this.themes = WORDS.themes.map(([theme, name]) =>
      el("button", { type: "button", "data-theme": theme, onclick: () => this.paint(theme) }, name),
    );
    this.options = el(
      "div",
      { class: "options", id: "options", role: "group", "aria-label": WORDS.options, hidden: true },
      el("div", { class: "themes", role: "group", "aria-label": WORDS.colours }, el("p", {}, WORDS.colours), this.themes),
      el("button", { type: "button", onclick: () => this.save() }, icon("save"), el("span", {}, WORDS.save)),
    );
    this.optioner = el(
      "button",
      {
        type: "button",
        "aria-expanded": "false",
        "aria-controls": "options",
        onclick: () => {
          this.options.hidden = !this.options.hidden;
          this.optioner.setAttribute("aria-expanded", String(!this.options.hidden));
        },
      },
      icon("options"),
      el("span", {}, WORDS.options),
    );
  }

  /** The strip that is there while there is no network. */
  buildNetwork() {
    this.packer = el("button", { type: "button", onclick: () => this.listPack() }, WORDS.pack.open);
    this.network = el("div", { class: "network", hidden: true }, el("p", {}, icon("warning"), el("span", {}, WORDS.offline)), this.packer);
    return this.network;
  }

  buildComposer() {
    this.input = el("textarea", {
      id: "question",
      rows: "1",
      placeholder: WORDS.placeholder,
      enterkeyhint: "send",
      autocomplete: "off",
      "aria-describedby": "hint left",
      oninput: () => this.typed(),
      onkeydown: (event) => {
        // While a Vietnamese input method composes a word, Enter ends the word, not the message.
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        this.submit();
      },
    });
    this.left = el("p", { id: "left", class: "left" });
    const send = el("button", { type: "submit", class: "send" }, icon("send"), el("span", {}, WORDS.send));
    return el(
      "form",
      {
        class: "composer",
        onsubmit: (event) => {
          event.preventDefault();
          this.submit();
        },
      },
      el("label", { class: "unseen", for: "question" }, WORDS.input),
      el("div", { class: "row" }, this.input, canHear() && this.buildMicrophone(), send),
      this.speakAsk,
      this.left,
      el("p", { id: "hint", class: "hint" }, WORDS.hint),
    );
  }

  buildMicrophone() {
    this.microphone = el(
      "button",
      { type: "button", class: "microphone", title: WORDS.speakLong, onclick: () => this.speak() },
      icon("mic"),
      el("span", { class: "unseen" }, WORDS.speakLong),
    );
    this.speakAsk = el(
      "div",
      { class: "speak", role: "group", "aria-label": WORDS.speakLong, hidden: true },
      el("p", {}, WORDS.speakAsk),
      el("button", { type: "button", onclick: () => this.allowSpeech(true) }, WORDS.speakYes),
      el("button", { type: "button", onclick: () => this.allowSpeech(false) }, WORDS.speakNo),
    );
    return this.microphone;
  }

  buildLauncher() {
    this.root.setAttribute("role", "dialog");
    this.root.setAttribute("aria-label", WORDS.name);
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
    this.launcher = el(
      "button",
      { type: "button", class: "launcher", lang: "vi", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open(this.root.hidden) },
      icon("mark"),
      el("span", {}, WORDS.launcher),
    );
    return this.launcher;
  }

  // What is shown ------------------------------------------------------------------------------------------------

  /** Draw `entry`, which is new or has changed; null draws all. */
  show(entry) {
    if (!entry) {
      const entries = this.conversation.entries.map((each) => this.draw(each));
      this.log.replaceChildren(drawWelcome((text) => this.conversation.say(text)), ...entries);
      this.scroller.scrollTop = 0;
      requestAnimationFrame(() => this.follow());
    } else {
      const drawn = this.draw(entry);
      const old = this.log.querySelector(`[data-id="${entry.id}"]`);
      if (old) this.swap(old, drawn);
      else this.place(entry, drawn);
      if (entry.from === "assistant") this.answered(entry);
      else if (entry.why) this.tell(entry.why);
    }
    this.showThinking();
    if (entry) this.follow();
  }

  draw(entry) {
    if (entry.from === "citizen") {
      return drawQuestion(entry, {
        retry: (id) => this.conversation.retry(id),
        edit: (id) => this.edit(id),
        offers: entry.state === "waiting" && entry.why ? this.pack.find(entry.text) : [],
        read: (slug) => this.readSheet(slug),
      });
    }
    return drawReply(entry, {
      level: this.headingLevel + 1,
      ticks: this.ticks,
      base: this.base,
      press: (title, payload) => this.press(title, payload),
      rate: (each, rating) => this.rate(each, rating),
      tell: (text) => this.tell(text),
      copy: (each, button) => this.copy(each, button),
      print: (each, button) => print(this, this.root, button.closest(".entry")),
      listen: (each, button) => this.listen(each, button),
      share: (each, button) => share(WORDS.name, asText(each.messages)) || this.copy(each, button, WORDS.toShare),
    });
  }

  swap(old, drawn) {
    const hadFocus = old.contains(this.shadowRoot.activeElement);
    old.replaceWith(drawn);
    if (hadFocus) drawn.focus({ preventScroll: true }); // its button is gone
  }

  /** Entries stand in the conversation's order: an answer comes before questions that still wait. */
  place(entry, drawn) {
    const next = this.conversation.entries[this.conversation.entries.indexOf(entry) + 1];
    const before = next && this.log.querySelector(`[data-id="${next.id}"]`);
    this.log.insertBefore(drawn, before ?? this.log.querySelector(".thinking"));
  }

  showNetwork() {
    const offline = navigator.onLine === false;
    if (offline && this.network.hidden) this.tell(WORDS.offline);
    this.network.hidden = !offline;
    this.packer.hidden = !this.pack.services.length;
  }

  showThinking() {
    this.log.querySelector(".thinking")?.remove();
    const { sending } = this.conversation;
    if (sending) this.log.querySelector(`[data-id="${sending.id}"]`)?.after(drawThinking());
  }

  answered(entry) {
    const custom = entry.messages[entry.messages.length - 1].custom ?? {};
    this.tell(`${WORDS.answered} ${entry.messages.map((message) => message.text).join("\n")}`);
    const detail = { type: custom.type ?? null, service: custom.service ?? null, aspect: custom.aspect ?? null };
    this.dispatchEvent(new CustomEvent("tro-ly-dvc:answered", { detail, bubbles: true, composed: true }));
  }

  /** Say `text` to screen readers, once, without moving the focus. */
  tell(text) {
    const line = el("p", {}, text);
    this.live.append(line);
    setTimeout(() => line.remove(), FORGET_SAID_MS);
  }

  /** Scroll to the newest, but never past the start of the last question: long answers are read from their top. */
  follow() {
    const questions = this.log.querySelectorAll(".entry.citizen");
    const question = questions[questions.length - 1];
    if (!question) return;
    const scroller = this.scroller.scrollHeight > this.scroller.clientHeight + 1 ? this.scroller : this.root;
    const top = question.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller.scrollTo({ top: top - 8, behavior: calm ? "auto" : "smooth" });
  }

  // What people do -----------------------------------------------------------------------------------------------

  submit() {
    const text = this.input.value.trim();
    if (!text) {
      this.input.focus();
      return;
    }
    if (text.length > MOST_CHARACTERS) {
      this.tell(WORDS.over(text.length - MOST_CHARACTERS));
      this.input.focus();
      return;
    }
    this.input.value = "";
    this.typed();
    this.conversation.say(text);
  }

  typed() {
    const left = MOST_CHARACTERS - this.input.value.trim().length;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`; // and its border
    this.left.replaceChildren(left < 0 ? WORDS.over(-left) : left < SHOW_LEFT_BELOW ? WORDS.left(left) : "");
    this.left.classList.toggle("over", left < 0);
    this.input.setAttribute("aria-invalid", String(left < 0));
  }

  edit(id) {
    this.input.value = this.conversation.takeBack(id);
    this.typed();
    this.input.focus();
  }

  askClear(asking) {
    this.sure.hidden = !asking;
    this.clearer.setAttribute("aria-expanded", String(asking));
    if (asking) this.sure.querySelector("button").focus();
    else this.clearer.focus();
  }

  clear() {
    this.voice.stop();
    const id = this.conversation.clear();
    if (id) this.later.forget(id);
    this.ticks.clear();
    this.askClear(false);
    this.tell(WORDS.cleared);
    this.input.focus();
  }

  save() {
    saveFile(WORDS.fileName, transcript(this.conversation.entries));
  }

  async copy(entry, button, done = WORDS.copied) {
    const before = button.textContent;
    const words = (await copy(asText(entry.messages))) ? done : WORDS.notCopied;
    if (before === words) return; // pressed twice
    this.tell(words);
    label(button, words);
    setTimeout(() => label(button, before), 3000);
  }

  /** A choice was pressed: on the device, a sheet of the pack; else a message. */
  press(title, payload) {
    if (payload.startsWith(FROM_PACK)) this.readSheet(payload.slice(FROM_PACK.length));
    else this.conversation.say(title, payload);
  }

  listPack() {
    const { services } = this.pack;
    const text = WORDS.pack.list(services.length);
    const buttons = services.map(({ slug, name }) => ({ title: name, payload: FROM_PACK + slug }));
    this.conversation.note(WORDS.pack.open, [{ text, buttons }]);
  }

  readSheet(slug) {
    const messages = this.pack.sheet(slug);
    this.conversation.note(messages[0].custom.title, messages);
  }

  rate(entry, { useful, why }) {
    const { service = null, aspect = null } = entry.messages[entry.messages.length - 1].custom ?? {};
    this.conversation.rated(entry.id);
    if (this.conversation.id) this.later.rate(this.conversation.id, entry.to, { useful, why, service, aspect });
  }

  speak() {
    if (this.ear?.listening) this.ear.stop();
    else if (this.store.read("speech", false)) this.hear();
    else {
      this.speakAsk.hidden = !this.speakAsk.hidden;
      if (!this.speakAsk.hidden) this.speakAsk.querySelector("button").focus();
    }
  }

  allowSpeech(allowed) {
    this.speakAsk.hidden = true;
    if (!allowed) {
      this.input.focus();
      return;
    }
    this.store.write("speech", true);
    this.microphone.focus();
    this.hear();
  }

  /** What is heard is put into the text box, to be read again before it is sent. */
  hear() {
    this.voice.stop();
    let wasHeard = false;
    const heard = (text) => {
      wasHeard = true;
      this.input.value = [this.input.value.trim(), text].filter(Boolean).join(" ");
      this.typed();
    };
    this.ear = new Ear(heard, () => {
      this.listening(false);
      this.say(wasHeard ? WORDS.heard : WORDS.notHeard);
      if (wasHeard) this.input.focus();
    });
    this.ear.start();
    this.listening(true);
    this.say(WORDS.speaking);
  }

  listening(now) {
    this.microphone.classList.toggle("on", now);
    this.microphone.title = now ? WORDS.speakStop : WORDS.speakLong;
    label(this.microphone, this.microphone.title);
  }

  /** Show `text` under the text box, and tell it. */
  say(text) {
    this.left.replaceChildren(text);
    this.tell(text);
  }

  /** The colours: those of `theme`, or, with none, those that page and device have. */
  paint(theme) {
    const shown = theme || this.ownTheme;
    if (shown) this.setAttribute("theme", shown);
    else this.removeAttribute("theme");
    for (const button of this.themes) button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    this.store.write("theme", theme);
  }

  listen(entry, button) {
    const end = () => {
      if (this.reading === button) this.reading = null;
      label(button, WORDS.listen);
    };
    const wasReading = this.reading === button;
    this.voice.stop();
    if (wasReading) {
      end();
      return;
    }
    if (this.reading) label(this.reading, WORDS.listen);
    this.reading = button;
    label(button, WORDS.stop);
    this.voice.read(entry.messages.map((message) => message.text).join("\n"), end);
  }

  resize(size) {
    this.root.dataset.size = size;
    this.sizes.forEach((button, index) => button.setAttribute("aria-pressed", String(index === size)));
    this.store.write("size", size);
    if (this.isConnected) this.typed();
  }

  open(opening) {
    this.root.hidden = !opening;
    this.launcher.setAttribute("aria-expanded", String(opening));
    this.launcher.classList.toggle("opened", opening);
    if (opening) {
      this.input.focus();
      this.follow();
    } else {
      this.launcher.focus();
    }
  }
}

function label(button, words) {
  button.querySelector("span").replaceChildren(words);
}

if (!customElements.get("tro-ly-dvc")) customElements.define("tro-ly-dvc", ServiceChat);
