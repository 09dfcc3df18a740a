/**
 * `<tro-ly-dvc>`, the citizen's chat box for public services.
 *
 * <script type="module" src="https://assistant.example/tro-ly-dvc.js"></script>
 * <tro-ly-dvc mode="bubble"></tro-ly-dvc>
 *
 * Attributes: `endpoint`, the address of the webhook (where this script is from, unless said otherwise);
 * `mode`: page (fills its box, with the page's main heading), panel (fills its box) or bubble (a button in the corner
 * that opens the chat); `theme`: light or dark (as the device has it, unless said otherwise).
 * Events, for the page around it: `tro-ly-dvc:answered` with `{ type, service, aspect }`; never what was typed.
 */

import { drawQuestion, drawReply, drawThinking, drawWelcome } from "./answer.js";
import { Conversation } from "./conversation.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { asText, canShare, copy, print, saveFile, share, transcript, Voice } from "./output.js";
import { Server } from "./server.js";
import { Store, Ticks } from "./storage.js";
import { WORDS } from "./words.js";

const MOST_CHARACTERS = 1000; // the server's setting max_message_chars
const SHOW_LEFT_BELOW = 150;
const MIDDLE_SIZE = 1;
const FORGET_SAID_MS = 15_000; // by then a screen reader has taken the text; it need not find it twice

export class ServiceChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return; // moved within the page: keep the conversation
    this.mode = ["page", "panel", "bubble"].includes(this.getAttribute("mode")) ? this.getAttribute("mode") : "panel";
    this.headingLevel = this.mode === "page" ? 1 : 2;
    const endpoint = new URL(this.getAttribute("endpoint") || ".", this.getAttribute("endpoint") ? document.baseURI : import.meta.url);
    if (!endpoint.pathname.endsWith("/")) endpoint.pathname += "/";
    this.store = new Store(endpoint.host + endpoint.pathname);
    this.ticks = new Ticks(this.store);
    this.conversation = new Conversation(new Server(endpoint), this.store, (entry) => this.show(entry));
    this.build();
    this.resize(this.store.read("size", MIDDLE_SIZE));
    this.show(null);
    this.voice = new Voice(() => this.root.classList.add("has-voice"));
    addEventListener("online", () => this.conversation.send());
    this.store.watch("conversation", () => {
      if (this.conversation.busy) return;
      this.conversation.read();
      this.show(null);
    });
  }

  // What there is ------------------------------------------------------------------------------------------------

  build() {
    this.log = el("ol", { class: "entries", role: "list" });
    this.scroller = el("section", { class: "scroller", "aria-label": WORDS.conversation, tabindex: "0" }, this.log);
    this.live = el("div", { class: "unseen", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": WORDS.assistant });
    this.root = el("div", { class: `root ${this.mode}`, lang: "vi" }, this.buildHeader(), this.scroller, this.live, this.buildComposer());
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
          el("button", { type: "button", "aria-label": WORDS.saveAll, title: WORDS.saveAll, onclick: () => this.save() }, icon("save"), el("span", {}, WORDS.save)),
          this.clearer,
        ),
        this.mode === "bubble" &&
          el("button", { type: "button", class: "close", "aria-label": WORDS.close, onclick: () => this.open(false) }, icon("close")),
      ),
      this.sure,
    );
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
      el("div", { class: "row" }, this.input, send),
      this.left,
      el("p", { id: "hint", class: "hint" }, WORDS.hint),
    );
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
      else if (entry.state === "failed") this.tell(entry.why);
    }
    this.showThinking();
    if (entry) this.follow();
  }

  draw(entry) {
    if (entry.from === "citizen") {
      return drawQuestion(entry, {
        retry: (id) => this.conversation.retry(id),
        edit: (id) => this.edit(id),
      });
    }
    return drawReply(entry, {
      level: this.headingLevel + 1,
      ticks: this.ticks,
      press: (title, payload) => this.conversation.say(title, payload),
      copy: (each, button) => this.copy(each, button),
      print: (each, button) => print(this, this.root, button.closest(".entry")),
      listen: (each, button) => this.listen(each, button),
      share: canShare() ? (each) => share(WORDS.name, asText(each.messages)) : null,
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
    this.conversation.clear();
    this.ticks.clear();
    this.askClear(false);
    this.tell(WORDS.cleared);
    this.input.focus();
  }

  save() {
    saveFile(WORDS.fileName, transcript(this.conversation.entries));
  }

  async copy(entry, button) {
    const words = (await copy(asText(entry.messages))) ? WORDS.copied : WORDS.notCopied;
    this.tell(words);
    label(button, words);
    setTimeout(() => label(button, WORDS.copy), 3000);
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
