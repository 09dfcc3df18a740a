/** Plain text as paragraphs, lists and links. The text is data: addresses are checked before they become links. */

import { el } from "./dom.js";
import { WORDS } from "./words.js";

// An address, a site of the state, a hotline (1800…, 1900…), or an emergency number that one is told to call.
const LINK =
  /(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]])|\b((?:[a-z0-9-]+\.)+gov\.vn(?:\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]])?)|\b(1[89]00[ .]?\d{2}[ .]?\d{2}(?:[ .]?\d{2})?)\b|\b(11[1-5])\b(?=\s*\()/gi;

/** `text` with its line breaks as paragraphs, and its lines that start with «- » as a list. */
export function prose(text) {
  const parts = [];
  let list = null;
  for (const line of String(text).split(/\n+/)) {
    const item = /^\s*[-–•]\s+(.*)$/.exec(line);
    if (item) {
      if (!list) parts.push((list = el("ul", { class: "plain" })));
      list.append(el("li", {}, linked(item[1])));
    } else if (line.trim()) {
      list = null;
      parts.push(el("p", {}, linked(line.trim())));
    }
  }
  return parts;
}

/** `text` as strings and links. */
export function linked(text) {
  const parts = [];
  let end = 0;
  for (const found of String(text).matchAll(LINK)) {
    const [words, address, site, hotline, emergency] = found;
    const phone = hotline ?? emergency;
    const url = phone ? `tel:${phone.replace(/\D/g, "")}` : webAddress(address ?? `https://${site}`);
    if (!url) continue;
    parts.push(text.slice(end, found.index), phone ? el("a", { href: url }, words) : outward(url, words));
    end = found.index + words.length;
  }
  return [...parts, text.slice(end)].filter(Boolean);
}

/** `url`, which may be relative to `base`, if it is a web address, else null: no other scheme ever becomes a link. */
export function webAddress(url, base) {
  try {
    const { protocol, href } = new URL(url, base);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** A link to another site, in a tab of its own. */
export function outward(url, ...children) {
  const said = el("span", { class: "unseen" }, ` (${WORDS.newTab})`);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children, said);
}

/** What a link leads to, in a few words: the site, and the kind of a file. */
export function destination(url) {
  const { hostname, pathname } = new URL(url);
  const kind = /\.(pdf|docx?|xlsx?)$/i.exec(pathname)?.[1];
  return [hostname.replace(/^www\./, ""), kind && WORDS.file(kind.toUpperCase())].filter(Boolean).join(" · ");
}

/** `iso` (2026-11-22) as people read it (22/11/2026). */
export function day(iso) {
  return String(iso).slice(0, 10).split("-").reverse().join("/");
}
