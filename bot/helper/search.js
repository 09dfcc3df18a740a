/** Finding services and guides by words, with marks or without; and what must not be typed, taken out. */

const WEIGHTS = { name: 3, title: 3, aliases: 2, keywords: 1.5, asked: 1 };
const GUIDE = 1.3; // where both mean it, the guide is what a helper needs
const INHERITED = 0.9;
const PUBLIC = /\b1[89]00[ .]?\d{2}[ .]?\d{2}(?:[ .]?\d{2})?\b/g; // a hotline
// Numbers of papers, phones and cards; what is said to be a code; addresses of electronic mail.
const PERSONAL = [
  [/\+?\d(?:[ .-]?\d){7,}/g, ""],
  [/\b((?:otp|passcode|pin|mã|ma|mật khẩu|mat khau)\D{0,12})\d{4,8}/gi, "$1"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)*/g, ""],
];
const MARKS = /[\u0300-\u036f]/g;

/** `text` without what looks like somebody's number; the same string where there is nothing of the kind. */
export function withoutPersonal(text) {
  const hotlines = text.match(PUBLIC) ?? [];
  let rest = text.replace(PUBLIC, "\u0001");
  for (const [pattern, left] of PERSONAL) rest = rest.replace(pattern, left);
  return rest.replace(/\u0001/g, () => hotlines.shift());
}

/** The syllables of `text` in small letters without marks. */
export function syllables(text) {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase().replace(/đ/g, "d").match(/[a-z0-9]+/g) ?? [];
}

/** The syllables of `text` and each two that stand beside each other, which tell much more. */
function tokens(text) {
  const all = syllables(text);
  return [...all, ...all.slice(1).map((syllable, at) => `${all[at]} ${syllable}`)];
}

/** What is looked for in: the items of a pack that are on the device. */
export class Index {
  constructor(items) {
    const services = new Map(items.filter(({ kind }) => kind === "service").map((item) => [item.id, item]));
    this.entries = items.map((item) => ({ item, words: wordsOf(item, services) }));
    this.spread = new Map(); // token → in how many items it stands
    for (const { words } of this.entries) for (const word of words.keys()) this.spread.set(word, (this.spread.get(word) ?? 0) + 1);
  }

  /** The items that `text` may mean, best first. The last syllable may be unfinished. */
  find(text, most = 8) {
    const asked = tokens(text);
    const unfinished = syllables(text).at(-1);
    const found = this.entries
      .map(({ item, words }) => ({ item, score: this.score(asked, unfinished, words) * (item.kind === "guide" ? GUIDE : 1) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    return found.filter(({ score }) => score > found[0].score / 3).slice(0, most).map(({ item }) => item);
  }

  /** How well `words` fit; 0 where they leave out most of what was asked for, the rarer the heavier. */
  score(asked, unfinished, words) {
    let sum = 0;
    let met = 0;
    let all = 0;
    for (const token of asked) {
      const begins = token === unfinished && token.length > 1;
      const same = begins ? [...words.keys()].filter((word) => word.startsWith(token)) : [token];
      const weights = same.map((word) => (words.get(word) ?? 0) * this.rarity(word));
      const best = Math.max(0, ...weights);
      const isSingle = !token.includes(" ");
      sum += best;
      if (isSingle) all += this.rarity(token);
      if (isSingle && best > 0) met += this.rarity(token);
    }
    return met * 2 > all ? (sum * met) / all : 0;
  }

  rarity(word) {
    return Math.log(1 + this.entries.length / (this.spread.get(word) ?? 1));
  }
}

/** Each token of `item` with the weight of the heaviest field it stands in; a guide has those of what it settles too. */
function wordsOf(item, services) {
  const words = new Map();
  for (const [field, weight] of Object.entries(WEIGHTS))
    for (const word of [item[field] ?? []].flat().flatMap(tokens)) words.set(word, Math.max(weight, words.get(word) ?? 0));
  for (const slug of item.settles ?? [])
    for (const [word, weight] of services.has(slug) ? wordsOf(services.get(slug), services) : [])
      words.set(word, Math.max(weight * INHERITED, words.get(word) ?? 0));
  return words;
}
