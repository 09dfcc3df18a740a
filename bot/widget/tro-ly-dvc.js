/** `<tro-ly-dvc>`, the citizen's chat box. docs/embedding.md tells its attributes and events. */

import { drawBlocks, drawMessage, drawReply, drawThinking, drawWelcome } from "./blocks.js";
import { Conversation, Later } from "./conversation.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { asText, copy, print, saveFile, share, toShare, transcript } from "./output.js";
import { Pack } from "./pack.js";
import { outward } from "./prose.js";
import { Server } from "./server.js";
import { canHear, Ear, Voice } from "./speech.js";
import { Store, Ticks } from "./storage.js";
import { WORDS } from "./words.js";

const MOST_CHARACTERS = 1000; // the server's setting max_message_chars
const SHOW_LEFT_BELOW = 150;
const MIDDLE_SIZE = 1;
const LOW_EM = 20;
const TWICE_MS = 500; // a second tap within it was meant as one
const FROM_PACK = "pack:"; // payloads that are answered on the device
const PACK_AFTER_MS = 3000; // first what is needed now
const FORGET_SAID_MS = 15_000; // by then a screen reader has taken the text; it need not find it twice

export class ServiceChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return; // moved within the page: keep the conversation
    const mode = this.getAttribute("mode");
    this.mode = ["page", "bubble"].includes(mode) ? mode : "panel";
    this.headingLevel = this.mode === "page" ? 1 : 2;
    const ours = import.meta.url.replace(/(v-\w+\/)?[^/]*$/, ""); // bot/webhook/files.py: the version is no address
    const endpoint = new URL(this.getAttribute("endpoint") || ours, document.baseURI);
    if (!endpoint.pathname.endsWith("/")) endpoint.pathname += "/";
    this.base = endpoint.href;
    const owner = endpoint.host + endpoint.pathname;
    this.store = new Store(owner);
    this.drafts = new Store(owner, "sessionStorage");
    this.ticks = new Ticks(this.store);
    this.server = new Server(endpoint);
    this.later = new Later(this.server, this.store);
    this.pack = new Pack(new URL("widget/offline-pack.json", endpoint).href);
    this.conversation = new Conversation(this.server, this.store, (entry) => this.show(entry), (id) => this.later.forget(id));
    this.ownTheme = this.getAttribute("theme") ?? "";
    this.build();
    this.resize(this.store.read("size", MIDDLE_SIZE));
    this.paint(this.store.read("theme", ""));
    this.show(null);
    this.voice = new Voice(() => this.root.classList.add("has-voice"));
    const sizes = new ResizeObserver(() => this.fit());
    sizes.observe(this.root);
    sizes.observe(this.head);
    addEventListener("online", () => this.reconnect());
    addEventListener("offline", () => this.showNetwork());
    document.addEventListener("visibilitychange", () => document.hidden || this.reconnect());
    this.store.watch("conversation", (isWiped) => {
      if (isWiped) this.write("");
      this.conversation.follow();
    });
    this.reconnect(); // what was on its way when the page was closed
    if (this.mode === "page") setTimeout(() => this.loadPack(), PACK_AFTER_MS);
    else this.root.addEventListener("focusin", () => setTimeout(() => this.loadPack(), PACK_AFTER_MS), { once: true });
  }

  /** The network may be back: send what waits. */
  reconnect() {
    this.showNetwork();
    if (this.drafts.read("draft") === undefined) this.write(""); // wiped while this page was put aside
    this.conversation.send();
    if (!navigator.onLine) return;
    this.later.send();
    if (this.root.open !== false) this.greet(); // a closed bubble asks nothing
  }

  /** Show what staff say to everybody: that the assistant is paused, for one. */
  async greet() {
    const notices = await this.server.notices().catch(() => null);
    if (notices) this.notices.replaceChildren(...drawBlocks(notices, { level: this.headingLevel + 1 }));
  }

  async loadPack() {
    await this.pack.load();
    this.showNetwork();
  }

  // What there is ------------------------------------------------------------------------------------------------

  build() {
    this.log = el("ol", { class: "entries", role: "list" });
    this.notices = el("div", { class: "block", role: "status" });
    this.scroller = el("section", { class: "scroller", "aria-label": WORDS.conversation, tabindex: "0" }, this.log);
    this.live = el("div", { class: "unseen", role: "log", "aria-live": "polite", "aria-label": WORDS.assistant });
    this.head = this.buildHeader();
    const isBubble = this.mode === "bubble";
    this.root = el(
      isBubble ? "dialog" : "div",
      { class: `root ${this.mode}`, lang: "vi", "aria-label": isBubble && WORDS.name, onkeydown: (event) => event.key === "Escape" && this.escape(event) },
      isBubble && el("button", { class: "close", "aria-label": WORDS.close, onclick: () => this.open(false) }, icon("close")),
      this.head,
      this.scroller,
      this.live,
      this.buildNetwork(),
      this.buildComposer(),
    );
    const style = el("link", { rel: "stylesheet", href: new URL("style.css", import.meta.url).href });
    const parts = [style, this.root];
    if (isBubble) parts.push(this.buildLauncher());
    const hide = (hidden) => parts.slice(1).forEach((part) => (part.hidden = hidden));
    hide(true); // until the style is there: no flash of bare text
    const ready = () => {
      hide(false);
      this.typed();
      this.follow(); // nothing had a place until now
    };
    style.addEventListener("load", ready);
    style.addEventListener("error", ready);
    this.attachShadow({ mode: "open" }).append(...parts);
  }

  buildHeader() {
    const sizes = WORDS.sizes.map(([letter, name], size) =>
      el("button", { class: "size", "aria-label": `${letter} ${name}`, onclick: () => this.resize(size) }, letter),
    );
    this.sizes = sizes;
    this.buildOptions();
    this.sure = el(
      "div",
      { class: "sure", role: "group", "aria-label": WORDS.clearAsk, hidden: true },
      el("p", {}, WORDS.clearAsk),
      el("button", { class: "yes", onclick: () => this.clear() }, WORDS.clearYes),
      el("button", { onclick: () => this.fold() }, WORDS.clearNo),
    );
    this.clearer = el(
      "button",
      { "aria-expanded": "false", onclick: () => this.unfold(this.sure) && this.sure.querySelector("button").focus() },
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
      ),
      this.options,
      this.sure,
    );
  }

  buildOptions() {
    this.themes = WORDS.themes.map(([theme, name]) =>
      el("button", { "data-theme": theme, onclick: () => this.paint(theme) }, name),
    );
    this.options = el(
      "div",
      { class: "options", id: "options", role: "group", "aria-label": WORDS.options, hidden: true },
      el("div", { class: "themes", role: "group", "aria-label": WORDS.colours }, el("p", {}, WORDS.colours), this.themes),
      outward(`${this.base}phieu`, icon("out"), WORDS.sheet.byCode),
      el("button", { onclick: () => this.save() }, icon("save"), el("span", {}, WORDS.save)),
    );
    this.optioner = el(
      "button",
      {
        "aria-expanded": "false",
        "aria-controls": "options",
        onclick: () => this.unfold(this.options),
      },
      icon("options"),
      el("span", {}, WORDS.options),
    );
  }

  /** The strip that is there while there is no network. */
  buildNetwork() {
    this.packer = el("button", { onclick: () => this.listPack() }, WORDS.pack.open);
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
    this.input.value = this.drafts.read("draft", "");
    this.left = el("p", { id: "left", class: "left" });
    this.newer = el("button", { class: "more newer", hidden: true, onclick: () => this.showNewest() }, `↑ ${WORDS.newer}`);
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
      this.newer,
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
      { class: "microphone", title: WORDS.speakLong, onclick: () => this.speak() },
      icon("mic"),
      el("span", { class: "unseen" }, WORDS.speakLong),
    );
    this.speakAsk = el(
      "div",
      { class: "speak", role: "group", "aria-label": WORDS.speakLong, hidden: true },
      el("p", {}, WORDS.speakAsk),
      el("button", { onclick: () => this.allowSpeech(true) }, WORDS.speakYes),
      el("button", { onclick: () => this.allowSpeech(false) }, WORDS.speakNo),
    );
    return this.microphone;
  }

  buildLauncher() {
    this.root.addEventListener("cancel", () => this.open(false)); // a phone's Back
    this.fullScreen = matchMedia("(max-width: 30em)"); // as in style.css
    this.fullScreen.addEventListener("change", () => {
      if (!this.root.open) return;
      this.root.close();
      this.open(true);
    });
    this.launcher = el(
      "button",
      { class: "launcher", lang: "vi", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open(true) },
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
      this.log.replaceChildren(drawWelcome(this.notices, (text) => this.press(text)), ...entries);
      requestAnimationFrame(() => this.follow());
    } else {
      const drawn = this.draw(entry);
      const old = this.drawn(entry.id);
      if (old) this.swap(old, drawn);
      else this.place(entry, drawn);
      if (!old && entry.from === "citizen") this.followed = entry.id;
      if (entry.from === "assistant") this.answered(entry);
      if (entry.to) this.pointTo(entry);
      else if (entry.why) this.tell(entry.why);
    }
    this.showThinking();
    if (entry) this.follow();
  }

  draw(entry) {
    if (entry.from === "citizen") {
      return drawMessage(entry, {
        retry: (id) => {
          this.followed = id;
          this.conversation.retry(id);
        },
        edit: (id) => this.edit(id),
        offers: entry.state === "waiting" && entry.why ? this.pack.about(entry) : [],
        read: (slug) => this.readSheet(slug),
      });
    }
    return drawReply(entry, {
      level: this.headingLevel + 1,
      ticks: this.ticks,
      base: this.base,
      press: (title, payload) => this.press(title, payload),
      rate: (each, rating) => this.rate(each, rating),
      copy: (each, button) => this.copy(asText(each.messages, this.base), button),
      print: (each, button) => print(this, this.root, button.closest(".entry")),
      listen: (each, button) => this.listen(each, button),
      share: (each, button) => {
        const text = toShare(each.messages, this.base);
        if (!share(WORDS.name, text)) this.copy(text, button, WORDS.toShare);
      },
    });
  }

  /** The element of the entry `id`. */
  drawn(id) {
    return this.log.querySelector(`[data-id="${id}"]`);
  }

  swap(old, drawn) {
    const hadFocus = old.contains(this.shadowRoot.activeElement);
    old.replaceWith(drawn);
    if (hadFocus) drawn.focus({ preventScroll: true }); // its button is gone
  }

  /** An answer comes before questions that still wait. */
  place(entry, drawn) {
    const next = this.conversation.entries[this.conversation.entries.indexOf(entry) + 1];
    const before = next && this.drawn(next.id);
    this.log.insertBefore(drawn, before ?? this.log.querySelector(".thinking"));
  }

  /** An answer may come in above a sheet that is being read. */
  pointTo(entry) {
    const { entries } = this.conversation;
    if (entry.to === this.followed) return;
    if (!entries.slice(entries.indexOf(entry) + 1).some((each) => each.from === "assistant")) return;
    if (this.newer.hidden) this.newest = entry.id;
    this.newer.hidden = false;
  }

  showNewest() {
    this.newer.hidden = true;
    const answer = this.drawn(this.newest);
    answer?.scrollIntoView();
    answer?.focus({ preventScroll: true });
  }

  showNetwork() {
    const offline = !navigator.onLine;
    if (offline && this.network.hidden) this.tell(WORDS.offline);
    this.network.hidden = !offline;
    this.packer.hidden = !this.pack.services.length;
  }

  showThinking() {
    this.log.querySelector(".thinking")?.remove();
    const { sending } = this.conversation;
    if (sending) this.drawn(sending.id)?.after(drawThinking());
  }

  answered(entry) {
    const { type = null, service = null, aspect = null } = entry.messages[entry.messages.length - 1].custom ?? {};
    const detail = { type, service, aspect };
    this.tell(`${WORDS.answered} ${entry.messages.map((message) => message.text).join("\n")}`);
    this.dispatchEvent(new CustomEvent("tro-ly-dvc:answered", { detail, bubbles: true, composed: true }));
  }

  /** Say `text` to screen readers, once, without moving the focus. */
  tell(text) {
    const line = el("p", {}, text);
    this.live.append(line);
    setTimeout(() => line.remove(), FORGET_SAID_MS);
  }

  /** Scroll to the question last asked, or asked again, but not past it: long answers are read from their top. */
  follow() {
    const question = this.drawn(this.followed) ?? [...this.log.querySelectorAll(".citizen")].pop();
    const isLow = this.root.classList.contains("low");
    const scroller = isLow ? this.root : this.scroller;
    const from = (node) => node.getBoundingClientRect().top;
    if (question) scroller.scrollTop += from(question) - from(scroller) - (isLow ? 56 : 8);
    else scroller.scrollTop = 0;
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
    this.write("");
    this.unfold(null);
    this.conversation.say(text);
  }

  /** Put `text` into the text box. */
  write(text) {
    this.input.value = text;
    this.typed();
  }

  typed() {
    this.drafts.write("draft", this.input.value);
    const left = MOST_CHARACTERS - this.input.value.trim().length;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`; // and its border
    this.left.replaceChildren(left < 0 ? WORDS.over(-left) : left < SHOW_LEFT_BELOW ? WORDS.left(left) : "");
    this.left.classList.toggle("over", left < 0);
    this.input.setAttribute("aria-invalid", left < 0);
  }

  edit(id) {
    const draft = this.input.value.trim();
    this.write([this.conversation.takeBack(id), draft].filter(Boolean).join("\n"));
    this.input.focus();
  }

  /** Show `panel`, or hide it; never two at once. Returns whether it is shown. */
  unfold(panel) {
    for (const [each, opener] of this.panels()) {
      each.hidden = each !== panel || !each.hidden;
      opener.setAttribute("aria-expanded", !each.hidden);
    }
    return panel && !panel.hidden;
  }

  /** Hide what is shown. Returns whether anything was. */
  fold() {
    const shown = this.panels().find(([each]) => !each.hidden);
    this.unfold(null);
    shown?.[1].focus();
    return Boolean(shown);
  }

  panels() {
    return [
      [this.options, this.optioner],
      [this.sure, this.clearer],
    ];
  }

  escape(event) {
    if (!this.fold() && this.launcher) this.open(false);
    event.preventDefault(); // a dialog would close itself
  }

  /** Little height under the heading (a phone on its side, a keyboard, large letters): all scrolls but the input. */
  fit() {
    const { root, head } = this;
    const isLow = root.clientHeight - head.offsetHeight < LOW_EM * parseFloat(getComputedStyle(root).fontSize);
    if (!root.clientHeight || isLow === root.classList.contains("low")) return;
    root.classList.toggle("low", isLow);
    if (!head.matches(":focus-within")) this.follow();
  }

  clear() {
    this.voice.stop();
    this.conversation.clear();
    this.newer.hidden = true;
    this.ticks.clear();
    this.write("");
    this.unfold(null);
    this.tell(WORDS.cleared);
    this.input.focus();
  }

  save() {
    saveFile(WORDS.fileName, transcript(this.conversation.entries, this.base));
  }

  async copy(text, button, done = WORDS.copied) {
    const before = button.textContent;
    const words = (await copy(text)) ? done : WORDS.notCopied;
    if (before === words) return; // pressed twice
    this.tell(words);
    label(button, words);
    setTimeout(() => label(button, before), 3000);
  }

  /** A choice was pressed: on the device, a sheet of the pack; else a message. */
  press(title, payload = title) {
    const isTwice = this.conversation.next()?.message === payload || Date.now() - this.pressedAt < TWICE_MS;
    this.pressedAt = Date.now();
    if (isTwice) return;
    this.unfold(null);
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
      this.write([this.input.value.trim(), text].filter(Boolean).join(" "));
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

  /** The colours of `theme`; with none, those of page and device. */
  paint(theme) {
    const shown = theme || this.ownTheme;
    if (shown) this.setAttribute("theme", shown);
    else this.removeAttribute("theme");
    for (const button of this.themes) button.setAttribute("aria-pressed", button.dataset.theme === theme);
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
    this.sizes.forEach((button, index) => button.setAttribute("aria-pressed", index === size));
    this.store.write("size", size);
    if (this.isConnected) this.typed();
  }

  open(opening) {
    if (!opening) this.root.close();
    else if (this.fullScreen.matches) this.root.showModal(); // nothing behind it can be reached
    else this.root.show();
    this.unfold(null);
    this.launcher.setAttribute("aria-expanded", opening);
    this.launcher.classList.toggle("opened", opening);
    if (opening) {
      this.reconnect();
      this.typed();
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

// The page at `/` can be opened without a network. Where that is forbidden, it is online only.
if (import.meta.url.endsWith("?own")) addEventListener("load", () => navigator.serviceWorker?.register("sw.js").catch(() => {}));
