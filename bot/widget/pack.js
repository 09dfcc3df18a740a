/** The offline pack: sheets of the services most asked about. */

import { WORDS } from "./words.js";
import { day } from "./prose.js";

const MOST_OFFERED = 3;
const ENOUGH = 0.5; // of the weight of a name's words, and of the best service's value, to offer a service

/** The pack at `url`, which `sw.js` keeps. */
export class Pack {
  constructor(url) {
    this.url = url;
    this.services = [];
  }

  /** Fetch it once, if it can be had. */
  async load() {
    try {
      this.loading ??= fetch(this.url, { credentials: "omit", referrerPolicy: "no-referrer" });
      const response = await this.loading;
      const pack = response.ok ? await response.clone().json() : null;
      if (!Array.isArray(pack?.services)) throw new TypeError("not a pack");
      this.madeOn = pack.made_on;
      this.services = pack.services;
    } catch {
      this.loading = null; // another time
    }
  }

  /** The services that an entry is about: `[{ slug, name }]`. A button's title does not tell: it may name its service. */
  about({ text, message }) {
    return message === text ? this.find(text) : this.services.filter(({ slug }) => message.includes(`"service": "${slug}"`));
  }

  /** The services that `text` seems to be about, best first. Words that few services share count. */
  find(text) {
    const asked = new Set(words(text));
    const names = this.services.flatMap((service) =>
      [service.name, ...service.aliases].map((name) => ({ service, words: [...new Set(words(name))] })),
    );
    const having = new Map();
    for (const { service, words: each } of names) for (const word of each) having.set(word, (having.get(word) ?? new Set()).add(service.slug));
    const weight = (word) => Math.log(1 + this.services.length / having.get(word).size);
    const sum = (each) => each.reduce((total, word) => total + weight(word), 0);
    const best = new Map();
    for (const { service, words: each } of names) {
      const found = each.filter((word) => asked.has(word));
      const hit = sum(found);
      const share = hit / sum(each);
      // One word of several is chance: «bao nhiêu», «báo tử».
      if (found.length === each.length || (found.length > 1 && share >= ENOUGH)) best.set(service, Math.max(best.get(service) ?? 0, share * hit));
    }
    const top = Math.max(...best.values());
    const close = [...best].filter(([, value]) => value >= top * ENOUGH);
    return close.sort(([, one], [, other]) => other - one).slice(0, MOST_OFFERED).map(([service]) => service);
  }

  /** The sheet of `slug` as messages. What is past its day is not told. */
  sheet(slug, today = localDay()) {
    const service = this.services.find((each) => each.slug === slug);
    const holds = (section) => !section.until || section.until >= today;
    const past = service.sections.filter((section) => !holds(section)).map((section) => section.title);
    const blocks = [
      { type: "notice", level: "info", title: WORDS.pack.title, text: WORDS.pack.age(day(this.madeOn), age(this.madeOn, today)) },
      ...service.sections.filter(holds).flatMap((section) => section.blocks),
      ...(past.length ? [{ type: "notice", level: "warning", text: WORDS.pack.past(past.join(", ")) }] : []),
    ];
    const { name: title, sources, verified_at, valid_from } = service;
    return [{ text: `${title}\n\n${plain(blocks)}`, custom: { type: "answer", service: slug, title, blocks, sources, verified_at, valid_from } }];
  }
}

/** `blocks` in plain words, as the server would say them. */
function plain(blocks) {
  const item = ({ when, text, amount, count, period, note, url }) => {
    const details = [count, period, note].filter(Boolean).join("; ");
    return `- ${when ? `${when}: ` : ""}${text}${amount ? `: ${amount}` : ""}${details ? ` (${details})` : ""}${url ? ` ${url}` : ""}`;
  };
  return blocks.map((block) => [block.title && `${block.title}:`, block.text, ...(block.items ?? []).map(item)].filter(Boolean).join("\n")).join("\n\n");
}

/** The syllables of `text` without their marks. */
function words(text) {
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d");
  return bare.match(/[a-z0-9]+/g) ?? [];
}

function localDay() {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format();
}

function age(from, to) {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
}
