/** The pack: services and guides on the device, renewed by difference, with their days in force. */

import { ask, askJson, Refused, Unreachable } from "./api.js";
import { dayOf, daysBetween } from "./clock.js";
import { keys, read, switchTo, write } from "./database.js";

const AT_ONCE = 4; // fetched side by side
const OLD_DAYS = 7;
const FIRST = ["words", "safety", "guide", "service", "practice", "quiz"]; // what a visit needs comes first

/** The pack of this phone. `changed()` is called whenever there is more or something else in it. */
export class Pack {
  constructor(changed) {
    this.changed = changed;
    this.manifest = null; // what is on the device in full
    this.arriving = null; // what the server has, while it is being fetched for the first time
    this.catalogue = []; // every published service by its names, also those that the pack leaves out
    this.parsed = new Map(); // by digest
  }

  /** Read what is on the device. */
  async open() {
    this.manifest = (await read("small", "manifest")) ?? null;
    this.week = (await read("small", "week")) ?? null;
    this.catalogue = (await read("small", "catalogue")) ?? [];
  }

  /** Whether a visit could begin without a network. */
  get isComplete() {
    return Boolean(this.manifest);
  }

  /** Services and guides: `[{ kind, id, name }]`. */
  get topics() {
    return this.entries.filter((entry) => entry.kind === "guide" || entry.kind === "service");
  }

  get entries() {
    return (this.manifest ?? this.arriving)?.items ?? [];
  }

  /** What the office has to say: above everything (`service` null), or above a service and its guides. */
  notices(service = null) {
    const all = (this.manifest ?? this.arriving)?.notices ?? [];
    return all.filter((notice) => notice.service === service).map(({ text }) => text);
  }

  /** The day to reckon with (ISO): the phone's, but never before the day on which the pack was made. */
  get today() {
    const made = (this.manifest ?? this.arriving)?.made_on ?? "";
    return [dayOf(), made].sort()[1];
  }

  /** How the phone's clock is wrong: «behind» the day of the pack, «ahead» of the server's when it was fetched; else null. */
  get clock() {
    const { made_on: made, checked_on: checked } = this.manifest ?? {};
    if (this.today > dayOf()) return "behind";
    return made < checked && checked <= dayOf() ? "ahead" : null;
  }

  /** Days since the server last said that this is its pack. */
  get age() {
    return this.manifest ? Math.max(0, daysBetween(this.manifest.checked_on, this.today)) : 0;
  }

  get isOld() {
    return this.age >= OLD_DAYS;
  }

  /** Whether there is such a guide or service. */
  has(kind, id) {
    return this.entries.some((entry) => entry.kind === kind && entry.id === id);
  }

  /** The item `id` of `kind`, from the device or, if it is not there yet, from the server. Raises Unreachable. */
  async item(kind, id = kind) {
    const entry = this.entries.find((each) => each.kind === kind && each.id === id);
    if (!entry) throw new Unreachable(`${kind} ${id}`);
    if (!this.parsed.has(entry.digest)) {
      const body = (await read("items", entry.digest)) ?? (await fetchItem(entry));
      this.parsed.set(entry.digest, JSON.parse(body));
    }
    return this.parsed.get(entry.digest);
  }

  /** The services and guides of the pack: in full what is on the device, by name what is still on its way. */
  async known() {
    const there = new Set(await keys("items"));
    return Promise.all(this.topics.map((entry) => (there.has(entry.digest) ? this.item(entry.kind, entry.id) : entry)));
  }

  /** The services that there are beside those of the pack: `[{ kind, id, name }]`. */
  get others() {
    return this.catalogue.filter(({ id }) => !this.has("service", id)).map((service) => ({ kind: "other", ...service }));
  }

  /**
   * Fetch what has changed, and only then switch to it. Raises Unreachable or Refused; the pack of before stays.
   * `chosen`: slugs of the services that it shall hold, null for the team's choice, undefined for what it was before.
   */
  async update(chosen) {
    if (this.updating) return this.updating;
    let isListed;
    this.listing = new Promise((resolve) => (isListed = resolve)); // what there is is known, though not yet here
    this.updating = this.renew(chosen, isListed).finally(() => {
      isListed();
      this.updating = null;
      this.changed();
    });
    return this.updating;
  }

  async renew(chosen = this.manifest?.chosen ?? null, isListed) {
    const query = (chosen ?? []).map((slug) => `dich-vu=${encodeURIComponent(slug)}`).join("&");
    for (let turn = 0; turn < 2; turn += 1) {
      const made = await askJson(query ? `goi?${query}` : "goi");
      const manifest = { ...made, chosen, checked_on: [dayOf(), made.made_on].sort()[1] };
      if (!this.manifest) {
        this.arriving = manifest;
        isListed();
        this.changed();
      }
      try {
        await this.fetchMissing(manifest);
      } catch (error) {
        if (error instanceof Refused && error.status === 404 && turn === 0) continue; // the pack has just changed
        throw error;
      }
      await switchTo(manifest);
      Object.assign(this, { manifest, arriving: null, parsed: new Map() });
      break;
    }
    await Promise.allSettled([this.renewWeek(), this.renewCatalogue()]); // without them the pack is whole
  }

  async renewWeek() {
    this.week = await askJson("the-tuan");
    await write("small", "week", this.week);
  }

  async renewCatalogue() {
    const { services } = await askJson("danh-muc");
    this.catalogue = services.map(({ id, name, aliases }) => ({ id, name, aliases }));
    await write("small", "catalogue", this.catalogue);
  }

  async fetchMissing({ items }) {
    const there = new Set(await keys("items"));
    const missing = items.filter(({ digest }) => !there.has(digest));
    missing.sort((a, b) => FIRST.indexOf(a.kind) - FIRST.indexOf(b.kind));
    const next = async () => {
      for (let entry = missing.shift(); entry; entry = missing.shift()) await fetchItem(entry);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }
}

const coming = new Map(); // digest → body: what is wanted at once and in its turn is fetched once

/** Fetch, check and keep the body of `entry`. Raises Unreachable if it is not what the manifest says. */
function fetchItem({ digest }) {
  if (!coming.has(digest)) coming.set(digest, fetchBody(digest).finally(() => coming.delete(digest)));
  return coming.get(digest);
}

async function fetchBody(digest) {
  const body = await (await ask(`goi/${digest}.json`)).text();
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const found = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== digest) throw new Unreachable("another digest");
  await write("items", digest, body);
  return body;
}
