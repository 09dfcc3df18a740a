/** Finding services and guides by words, with marks or without; and what must not be typed, taken out. */

const WEIGHTS = { name: 3, title: 3, aliases: 2, keywords: 1.5, asked: 1 };
const GUIDE = 1.3; // where both mean it, the guide is what a helper needs
const INHERITED = 0.9;
const PUBLIC = /\b1[89]00[ .]?\d{2}[ .]?\d{2}(?:[ .]?\d{2})?\b|(?<![\d./-])\d{1,3}\/20\d\d\b/g; // a hotline; the number of a decree
const FAMILY = "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|ngô|dương|đinh|trịnh"; // that are hardly anything else
const UNMARKED = "nguyen|tran|pham|huynh|bui|ngo|trinh";
const CAPITAL = FAMILY.replace(/(?<![^|])./g, (letter) => letter.toUpperCase());
const BEFORE = "(?<![\\p{L}\\p{M}])";
// What a second given name hardly is, but what somebody comes for often begins with.
const TASKS =
  "khai|đăng|dang|làm|lam|cấp|cap|xin|đổi|doi|mất|mat|kết|ket|thẻ|the|căn|cần|can|hộ|ho|bảo|bao|giấy|giay|tạm|tam|thường|thuong" +
  "|chuyển|chuyen|tách|tach|sổ|so|bằng|bang|xe|trợ|tro|nghỉ|nghi|hưởng|huong|bị|bi|muốn|muon|vneid";
const GIVEN = `\\p{L}+(?: (?!(?:${TASKS})(?!\\p{L}))\\p{L}+)?`;
const ADDRESS = "[Aa]nh|[Cc]hị|[Ôô]ng|[Bb]à|[Cc]ô|[Cc]hú|[Bb]ác|[Dd]ì|[Cc]ậu|[Cc]ụ|[Ee]m|[Cc]háu";
// Days of birth; plates; numbers of papers, phones and cards; what is said to be a code; electronic mail; names of people.
const PERSONAL = [
  [/\b\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})\b/g, ""],
  [/\bng[àa]y \d{1,2} th[áa]ng \d{1,2}(?: n[ăa]m \d{4})?\b|\b\d{1,2} th[áa]ng \d{1,2} n[ăa]m \d{4}\b/gi, ""],
  [/\b\d{2}-?[a-zđ]{1,2}\d?[ .-]{0,3}\d{3}\.?\d{1,2}\b/gi, ""],
  [/(?:\+|\b[a-z])?\d(?:[ ./-]{0,2}\d){6,}/gi, ""],
  [/\b((?:otp|passcode|pin|mã|ma|mật khẩu|mat khau)\D{0,12})\d{4,8}/gi, "$1"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)*/g, ""],
  [new RegExp(`${BEFORE}(?:${CAPITAL})(?: \\p{Lu}\\p{L}*){1,3}`, "gu"), ""],
  [new RegExp(`${BEFORE}(?:${FAMILY}|${UNMARKED}) (?:văn|van|thị|thi) ${GIVEN}`, "giu"), ""],
  [new RegExp(`${BEFORE}nguyễn \\p{L}+`, "giu"), ""],
  [new RegExp(`${BEFORE}(?:${ADDRESS}) (?!Rịa)\\p{Lu}\\p{Ll}+(?!\\p{L})`, "gu"), ""],
];
const MARKS = /[\u0300-\u036fđ]/g;

/** `typed` without what looks like somebody's name or number; as it was, where there is nothing of the kind. */
export function withoutPersonal(typed) {
  const text = typed.normalize("NFC");
  const known = text.match(PUBLIC) ?? [];
  let rest = text.replace(PUBLIC, "\u0001");
  for (const [pattern, left] of PERSONAL) rest = rest.replace(pattern, left);
  rest = rest.replace(/\u0001/g, () => known.shift());
  return rest === text ? typed : rest;
}

/** The syllables of `text` in small letters, each without marks and with them. */
function syllables(text) {
  const found = text.normalize("NFD").toLowerCase().match(/[a-z0-9đ\u0300-\u036f]+/g) ?? [];
  return found.map((syllable) => {
    const bare = syllable.replace(MARKS, (mark) => (mark === "đ" ? "d" : ""));
    return { bare, marked: bare + (syllable.match(MARKS) ?? []).sort().join("") }; // «hoà» and «hòa» are the same
  });
}

/** `all` syllables and each two that stand beside each other, which tell much more. */
const tokens = (all) => [...all, ...all.slice(1).map((syllable, at) => `${all[at]} ${syllable}`)];

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
    const typed = syllables(text);
    const asked = tokens(typed.map(({ bare, marked }) => (this.spread.has(marked) ? marked : bare))); // marks count where they help
    const unfinished = typed.at(-1)?.bare;
    const found = this.entries
      .map(({ item, words }) => ({ item, score: this.score(asked, unfinished, words) * (item.kind === "guide" ? GUIDE : 1) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    return found.filter(({ score }) => score > found[0].score / 3).slice(0, most).map(({ item }) => item);
  }

  /** How well `words` fit; 0 where they leave out most of what was asked for, the rarer the heavier, a pair more than its two. */
  score(asked, unfinished, words) {
    let sum = 0;
    let met = 0;
    let all = 0;
    for (const token of asked) {
      const begins = token === unfinished && token.length > 1;
      const same = begins ? [...words.keys()].filter((word) => word.startsWith(token)) : [token];
      const weights = same.map((word) => (words.get(word) ?? 0) * this.rarity(word));
      const best = Math.max(0, ...weights);
      sum += best;
      if (!token.includes(" ")) all += this.rarity(token);
      if (best > 0) met += this.rarity(token);
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
    for (const text of [item[field] ?? []].flat())
      for (const word of bothWays(text)) words.set(word, Math.max(weight, words.get(word) ?? 0));
  for (const slug of item.settles ?? [])
    for (const [word, weight] of services.has(slug) ? wordsOf(services.get(slug), services) : [])
      words.set(word, Math.max(weight * INHERITED, words.get(word) ?? 0));
  return words;
}

function bothWays(text) {
  const all = syllables(text);
  return [...tokens(all.map(({ bare }) => bare)), ...tokens(all.map(({ marked }) => marked))];
}
