/** Ways out for an answer: the clipboard, paper, another app, a file. */

import { WORDS } from "./words.js";
import { day, webAddress } from "./prose.js";

/** What is handed on of `messages`: their sheet's name, code and whole address; without a sheet all. */
export function toShare(messages, base) {
  const { title, sheet } = last(messages);
  return sheet ? `${title}\n${WORDS.sheet.code}: ${sheet.code}\n${webAddress(sheet.url, base)}` : asText(messages);
}

/** The assistant's `messages` in plain words, with their sources and the whole address of their sheet. */
export function asText(messages, base) {
  const { sources: known = [], verified_at, sheet } = last(messages);
  const sources = known.map(({ number, title, url }) => `- ${[number, title].filter(Boolean).join(" – ")}${url ? ` ${url}` : ""}`);
  const checked = verified_at ? `${WORDS.checked(day(verified_at))}.` : "";
  const tail = sources.length ? `${WORDS.sources(sources.length)}:\n${sources.join("\n")}` : "";
  const texts = messages.filter((message) => !message.masked).map(withoutChoices);
  const text = texts.join("\n\n");
  const said = sheet ? text.replace(sheet.url, webAddress(sheet.url, base)) : text;
  return [said, tail, said.includes(checked) ? "" : checked].filter(Boolean).join("\n\n");
}

/** What is known of the last of `messages`, and its sheet. */
function last(messages) {
  const custom = messages[messages.length - 1]?.custom ?? {};
  return { ...custom, sheet: custom.blocks?.find((block) => block?.type === "sheet") };
}

/** The text of a message without the numbered choices of a guide's question. */
function withoutChoices({ text = "", buttons = [] }) {
  const choices = buttons.map(({ title }, index) => `${index + 1}. ${title}`);
  return text.split("\n").filter((line) => !choices.includes(line)).join("\n");
}

/** A whole conversation in plain words. */
export function transcript(entries, base) {
  const lines = entries.map((entry) =>
    entry.from === "citizen" ? `${WORDS.you}: ${entry.text}` : `${WORDS.assistant}: ${asText(entry.messages, base)}`,
  );
  return `${WORDS.name}. ${WORDS.machine}.\n\n${lines.join("\n\n")}\n`;
}

/** Put `text` on the clipboard. Returns whether it is there. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text); // plain HTTP, or a page that was not allowed to
  }
}

function copyTheOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  const back = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  back?.focus?.();
  return done;
}

/** Share `text` with an app that is picked. False where the browser knows none. */
export function share(title, text) {
  if (typeof navigator.share !== "function") return false;
  navigator.share({ title, text }).catch(() => {}); // thought better of it
  return true;
}

/** Save `text` as a file on the device. */
export function saveFile(name, text) {
  const url = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Print `entry` alone: the widget's style sheet leaves out the rest of it, one for the time being the rest of the page. */
export function print(host, root, entry) {
  const closed = [...entry.querySelectorAll("details:not([open])")];
  const page = pageSheet(host);
  const after = () => {
    removeEventListener("afterprint", after);
    root.classList.remove("printing");
    entry.classList.remove("printed");
    for (const details of closed) details.open = false;
    page.remove();
  };
  root.classList.add("printing");
  entry.classList.add("printed");
  for (const details of closed) details.open = true;
  addEventListener("afterprint", after);
  window.print();
}

function pageSheet(host) {
  const name = "data-tro-ly-dvc-print";
  const rules = `@media print {
    body :not([${name}], :has([${name}])) { display: none !important; }
    body :has([${name}]) { display: contents !important; }
  }`;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    host.setAttribute(name, "");
    return {
      remove: () => {
        host.removeAttribute(name);
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
      },
    };
  } catch {
    return { remove: () => {} }; // an old browser prints the page around the widget as well
  }
}
