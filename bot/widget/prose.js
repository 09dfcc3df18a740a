/** Plain text as paragraphs, lists and links. The text is data: addresses are checked before they become links. */

import { el } from "./dom.js";
import { WORDS } from "./words.js";

// An address, a site of the state, a hotline (1800…, 1900…), or a short number that one is told to call.
// No look-behind: older iPhones cannot read it.
const LINK =
  /(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]])|\b((?:[a-z0-9-]+\.)+gov\.vn(?:\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]])?)|\b(1[89]00[ .]?\d{2}[ .]?\d{2}(?:[ .]?\d{2})?)\b|\b(11[1-5])\b(?=\s*\()|((?:gọi|báo|qua|ngay|hoặc|,) )(11[1-5]|156)\b(?![.,/]?\d| (?:ng|đồng|tr))/gi;

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
    const [all, address, site, hotline, emergency, lead = "", told] = found;
    const words = all.slice(lead.length);
    const phone = hotline ?? emergency ?? told;
    const url = phone ? `tel:${phone.replace(/\D/g, "")}` : webAddress(address ?? `https://${site}`);
    if (!url) continue;
    const start = found.index + lead.length;
    parts.push(text.slice(end, start), phone ? el("a", { href: url }, words) : outward(url, words));
    end = start + words.length;
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
