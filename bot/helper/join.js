/** Joining a team, once, with the code on the team's card. */

import { el } from "../dom.js";
import { askJson, Refused } from "./api.js";
import { button } from "./draw.js";
import { WORDS } from "./words.js";

const FROM_CARD = /^#ma=([0-9a-z -]{8,40})$/i; // what the card's QR code says after the address

let onCard = FROM_CARD.exec(decodeURIComponent(location.hash))?.[1] ?? ""; // read before anything takes the hash away

/** The screen to join. `isAgain`: the phone was in a team, and staff have ended that. */
export function join(app, { isAgain = false } = {}) {
  const words = WORDS.join;
  const problem = el("p", { class: "problem", id: "code-problem", role: "alert" });
  const field = el("input", {
    id: "code",
    type: "text",
    maxlength: 40,
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "code-hint code-problem",
  });
  field.value = onCard;
  onCard = "";
  const go = async () => {
    problem.textContent = "";
    if (!field.value.trim()) problem.textContent = words.empty;
    else {
      send.disabled = true;
      try {
        await app.joined(await askJson("tham-gia", { body: { code: field.value } }));
        return;
      } catch (error) {
        problem.textContent = error instanceof Refused ? error.message : WORDS.unreachable;
      }
      send.disabled = false;
    }
    field.focus();
  };
  const send = button(words.go, go, { look: "primary big" });
  field.addEventListener("keydown", (event) => event.key === "Enter" && go());
  return {
    isJoining: true,
    title: words.title,
    body: [
      el("p", {}, isAgain ? words.again(app.waiting) : words.lead),
      el("label", { class: "label", for: "code" }, words.code),
      el("p", { class: "soft", id: "code-hint" }, words.hint),
      field,
      problem,
      send,
      el("p", { class: "soft" }, words.needsNetwork),
      el("p", { class: "soft" }, words.promise),
    ],
  };
}
