/** What is wrong, what could be better, and what a citizen reads: drawn by the widget's own modules while typing. */

import { drawReply } from "/blocks.js";

const AFTER_MS = 700;
const NO_TICKS = { has: () => false, set: () => {} };
const nothing = () => {};

export class Looker {
  constructor(form) {
    this.form = form;
    this.timer = null;
    this.number = 0;
    this.place = document.querySelector("#xem-loi-dap");
    this.shadow = null;
  }

  /** Something was typed: look when the typing pauses. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), AFTER_MS);
  }

  async look() {
    const number = ++this.number;
    let answer;
    try {
      answer = await fetch(this.form.dataset.look, { method: "POST", body: new URLSearchParams(new FormData(this.form)) });
    } catch {
      return; // no network: what was drawn stays
    }
    if (number !== this.number || !answer.ok || !answer.headers.get("content-type")?.includes("json")) return;
    const told = await answer.json();
    this.drawAnswer(told.reply);
    document.querySelector("#xem-thieu").textContent = told.left_out ? `Có ${told.left_out} chỗ còn sai nên chưa hiện ở đây.` : "";
    this.drawFaults(told.faults);
    this.drawAdvice(told);
  }

  drawAnswer(reply) {
    if (!this.shadow) {
      const host = document.createElement("div");
      this.shadow = host.attachShadow({ mode: "open" });
      for (const href of ["/style.css", "/quan-tri/tep/trying-reply.css"]) {
        const sheet = document.createElement("link");
        Object.assign(sheet, { rel: "stylesheet", href });
        this.shadow.append(sheet);
      }
      this.list = document.createElement("ol");
      this.list.className = "entries";
      const root = document.createElement("div");
      root.className = "root";
      root.append(this.list);
      this.shadow.append(root);
      this.place.replaceChildren(host);
    }
    const acts = { press: nothing, copy: nothing, print: nothing, listen: nothing, share: nothing, rate: nothing, tell: nothing };
    const context = { level: 3, ticks: NO_TICKS, base: new URL("/", location.href).href, ...acts };
    this.list.replaceChildren(drawReply({ id: "xem", messages: [reply] }, context));
  }

  /** Beside each input; an input that is right again is told nothing. */
  drawFaults(faults) {
    for (const place of this.form.querySelectorAll("[data-errors]")) {
      const id = place.id.slice(0, -"-loi".length);
      const own = faults.filter((fault) => fault.id === id);
      if (!own.length && !place.childElementCount) continue;
      place.replaceChildren(...own.map((fault) => line("p", "error", `Lỗi: ${fault.message}`)));
      const input = document.getElementById(id);
      input?.closest(".field, .many, .list")?.classList.toggle("wrong", own.length > 0);
      if (input?.matches("input, select, textarea")) {
        if (own.length) {
          input.setAttribute("aria-invalid", "true");
          const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
          input.setAttribute("aria-describedby", [...described.add(place.id)].join(" "));
        } else input.removeAttribute("aria-invalid");
      }
    }
  }

  drawAdvice({ faults, advice, score }) {
    document.querySelector("#diem").textContent =
      score === null ? `Có ${faults.length} chỗ sai, sửa xong mới lưu và chấm điểm được.` : `${score} trên 100 điểm.`;
    const rows = [
      ...faults.map((each) => [each, "bad", "Lỗi"]),
      ...advice.map((each) => [each, each.error ? "bad" : "warning", each.tag]),
    ].map(([each, style, tag]) => {
      const link = document.createElement("a");
      link.href = `#${each.id}`;
      link.append(line("span", `tag ${style}`, tag), ` ${each.where}: ${each.message}`);
      const row = document.createElement("li");
      row.append(link);
      return row;
    });
    document.querySelector("#gop-y").replaceChildren(...rows);
  }
}

function line(name, style, text) {
  const made = document.createElement(name);
  made.className = style;
  made.textContent = text;
  return made;
}
