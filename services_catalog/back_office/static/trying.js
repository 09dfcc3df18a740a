/** The private chat: replies drawn as the widget draws them, in place of their plain text. */

import { drawReply } from "/blocks.js";

const ask = document.querySelector("[data-ask]");
const NO_TICKS = { has: () => false, set: () => {} };
const nothing = () => {};

function press(_title, payload) {
  ask.elements.payload.value = payload;
  ask.requestSubmit();
}

function draw(place) {
  const message = JSON.parse(place.dataset.reply);
  const entry = { id: "", messages: [message] };
  const acts = { copy: nothing, print: nothing, listen: nothing, share: nothing, rate: nothing, tell: nothing };
  const drawn = drawReply(entry, { level: 3, ticks: NO_TICKS, base: new URL("/", location.href).href, press, ...acts });
  const list = document.createElement("ol");
  list.className = "entries";
  list.append(drawn);
  const root = document.createElement("div");
  root.className = "root";
  root.append(list);
  const host = document.createElement("div");
  const inside = host.attachShadow({ mode: "open" });
  for (const href of ["/style.css", "/quan-tri/tep/trying-reply.css"]) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = href;
    inside.append(sheet);
  }
  inside.append(root);
  place.replaceChildren(host);
}

for (const place of document.querySelectorAll("[data-reply]")) {
  try {
    draw(place);
  } catch (error) {
    console.error(error); // the plain text stays
  }
}
if (location.hash === "#moi-nhat") document.getElementById("moi-nhat")?.focus();
else if (location.hash === "#hoi") ask?.elements.message.focus();
