/** The form of a service: entries are added and moved at once, what is typed is kept, and what citizens read is drawn. */

import { followEntries } from "./editing-entries.js";
import { Keeper } from "./editing-keeping.js";
import { Looker } from "./editing-looking.js";

const form = document.querySelector("#form");
const keeper = new Keeper(form);
const looker = new Looker(form);

/** Something was typed, ticked or moved. */
function changed() {
  keeper.changed();
  looker.changed();
}

followEntries(form, changed);
for (const part of [form, document.querySelector(".beside")]) {
  part.addEventListener("input", (event) => {
    if (event.target.name?.startsWith("xem.")) looker.changed();
    else changed();
  });
}
// Enter in a line of text is no wish to send a long form.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});
form.addEventListener("submit", () => keeper.leaving());
keeper.offer();
looker.look();

// A link to a field that lies in a closed part opens it.
function open() {
  const wanted = location.hash && document.getElementById(location.hash.slice(1));
  if (!wanted) return;
  for (let part = wanted.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true;
  wanted.scrollIntoView();
  (wanted.matches("input, select, textarea") ? wanted : wanted.querySelector("input, select, textarea"))?.focus();
}
addEventListener("hashchange", open);
document.addEventListener("click", (event) => {
  if (event.target.closest(`a[href="${location.hash}"]`)) open(); // the same link again
});
open();
