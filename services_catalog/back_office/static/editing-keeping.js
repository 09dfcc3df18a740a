/**
 * Keeps what is typed: on the server every few seconds, and on this device until the server has it.
 * So neither a crash nor a lost network nor an ended session loses anything.
 */

const EVERY_MS = 3000;
const AGAIN_MS = 10_000;

/** What tells one state of the form from another. */
function newMark() {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Keeper {
  constructor(form) {
    this.form = form;
    this.name = `quan-tri:${form.dataset.mine}`;
    this.told = document.querySelector("#giu");
    this.timer = null;
    this.isDirty = false;
    addEventListener("online", () => this.isDirty && this.keep());
    addEventListener("pagehide", () => this.isDirty && this.store());
  }

  /** Something was typed. */
  changed() {
    this.isDirty = true;
    this.form.elements.mark.value = newMark();
    this.store();
    this.timer ??= setTimeout(() => this.keep(), EVERY_MS);
  }

  /** The form is being sent: the server keeps it before all else. What is stored here stays until that is known. */
  leaving() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isDirty) this.store();
  }

  get fields() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
  }

  store() {
    try {
      const mark = this.form.elements.mark.value;
      localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), mark, fields: this.fields }));
    } catch {
      // no room, or not allowed: the server keeps it
    }
  }

  forget() {
    localStorage.removeItem(this.name);
  }

  async keep() {
    this.timer = null;
    this.isDirty = false;
    let answer = null;
    try {
      answer = await fetch(this.form.dataset.keep, { method: "POST", body: new URLSearchParams(new FormData(this.form)) });
    } catch {
      // no network
    }
    if (answer?.ok && answer.headers.get("content-type")?.includes("json")) {
      const { at, newer } = await answer.json();
      if (!this.isDirty) this.forget();
      this.tell(`Đã giữ phần gõ dở lúc ${at}.${newer ? ` Có người vừa lưu (${newer}); khi bạn lưu, hai bên sẽ được gộp.` : ""}`);
      return;
    }
    this.isDirty = true;
    this.store();
    if (answer?.status === 401 || answer?.status === 403) {
      this.tell("Phiên đã hết. Phần gõ còn giữ trên máy này. ", `/quan-tri/dang-nhap?tiep=${encodeURIComponent(location.pathname)}`);
      return; // until somebody signs in, trying again helps nobody
    }
    this.tell("Mất mạng. Phần gõ đang giữ trên máy này, có mạng sẽ gửi lại.");
    this.timer ??= setTimeout(() => this.keep(), AGAIN_MS);
  }

  tell(text, link) {
    this.told.replaceChildren(text);
    if (!link) return;
    const to = document.createElement("a");
    to.href = link;
    to.textContent = "Đăng nhập lại";
    this.told.append(to);
  }

  /** What this device still holds, because the server never got it: offered, never put in unasked. */
  offer() {
    let held = null;
    try {
      held = JSON.parse(localStorage.getItem(this.name));
    } catch {
      // nothing that can be read
    }
    if (!held?.fields) return;
    if (held.mark === this.form.dataset.got) {
      this.forget(); // the server has it
      return;
    }
    const note = document.querySelector("#may-giu");
    const when = new Date(held.at).toLocaleString("vi-VN");
    const text = document.createElement("p");
    text.textContent = `Máy này còn giữ phần bạn gõ lúc ${when} mà chưa gửi được.`;
    note.replaceChildren(text, this.button("Lấy lại", "", () => this.takeBack(held.fields)), " ", this.button("Bỏ", "danger", () => {
      this.forget();
      note.hidden = true;
    }));
    note.hidden = false;
  }

  button(words, style, act) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: style, textContent: words, onclick: act });
    return made;
  }

  /** The server draws the form of what was typed, and keeps it. */
  takeBack(fields) {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: this.form.action, hidden: true });
    const token = this.form.elements.csrf_token.value;
    for (const [name, value] of [...fields, ["csrf_token", token], ["do", "xem"]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.requestSubmit();
  }
}
