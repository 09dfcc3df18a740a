/**
 * QR codes in byte mode (ISO/IEC 18004), versions 1 to 25: an address, or a short sheet as plain text.
 *
 * Larger codes exist, but no phone reads them off another phone's screen.
 */

import { svg } from "../dom.js";

const LARGEST = 25; // version; 117 squares a side
// By version from 1: error correction bytes in a block, and how many blocks there are.
const LEVELS = {
  L: {
    bits: 1,
    bytes: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26],
    blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12],
  },
  M: {
    bits: 0,
    bytes: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28],
    blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21],
  },
};
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
const QUIET = 4; // white squares that must stand around a code

/** The code of `text` as a drawing called `label`; null where it does not fit. */
export function drawQr(text, label, level = "M") {
  const squares = qr(text, level);
  if (!squares) return null;
  const size = squares.length + 2 * QUIET;
  const dark = squares.flatMap((row, y) => row.map((on, x) => (on ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("path", { d: `M0 0h${size}v${size}h-${size}z`, fill: "#fff" }),
    svg("path", { d: dark.join(""), fill: "#000" }),
  );
}

/** The squares of the code of `text`, row by row, true where dark; null where it does not fit. `mask`: 0 to 7, or the best. */
export function qr(text, level = "M", mask = null) {
  const bytes = new TextEncoder().encode(text);
  const version = Array.from({ length: LARGEST }, (_, at) => at + 1).find((each) => capacity(each, level) >= bytes.length);
  if (!version) return null;
  const codewords = interleave(encode(bytes, version, level), version, level);
  const made = (mask === null ? [...MASKS.keys()] : [mask]).map((each) => draw(codewords, version, level, each));
  return made.reduce((best, each) => (penalty(each) < penalty(best) ? each : best));
}

/** Squares left for data and its correction. */
function room(version) {
  const patterns = Math.floor(version / 7) + 2;
  const alignment = version === 1 ? 0 : (25 * patterns - 10) * patterns - 55;
  return (16 * version + 128) * version + 64 - alignment - (version >= 7 ? 36 : 0);
}

const dataBytes = (version, { bytes, blocks }) => Math.floor(room(version) / 8) - bytes[version - 1] * blocks[version - 1];
const lengthBits = (version) => (version < 10 ? 8 : 16);
const capacity = (version, level) => dataBytes(version, LEVELS[level]) - (4 + lengthBits(version)) / 8;

/** `bytes` with their mode and length before them and padding after. */
function encode(bytes, version, level) {
  const most = dataBytes(version, LEVELS[level]);
  const bits = [[4, 4], [bytes.length, lengthBits(version)], ...[...bytes].map((byte) => [byte, 8]), [0, 4]];
  const text = bits.map(([value, length]) => value.toString(2).padStart(length, "0")).join("").slice(0, most * 8);
  const whole = text.padEnd(Math.ceil(text.length / 8) * 8, "0").match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; whole.length < most; pad ^= 0xec ^ 0x11) whole.push(pad);
  return whole;
}

/** `data` cut into blocks, each with its correction, and mixed so that a stain harms each a little. */
function interleave(data, version, level) {
  const { bytes, blocks } = LEVELS[level];
  const count = blocks[version - 1];
  const short = Math.floor(data.length / count);
  const cut = [];
  for (let at = 0, index = 0; index < count; index += 1) {
    const length = short + (index >= count - (data.length % count) ? 1 : 0);
    cut.push(data.slice(at, (at += length)));
  }
  const generator = generatorOf(bytes[version - 1]);
  const corrections = cut.map((block) => remainder(block, generator));
  const mixed = (all) => all[all.length - 1].flatMap((_, at) => all.filter((each) => at < each.length).map((each) => each[at]));
  return [...mixed(cut), ...mixed(corrections)];
}

/** The product of two numbers of the field of 256 elements over x⁸ + x⁴ + x³ + x² + 1. */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
  return product;
}

/** The polynomial whose roots are the first `degree` powers of 2, its first coefficient (1) left out. */
function generatorOf(degree) {
  const found = [...Array(degree - 1).fill(0), 1];
  for (let root = 1, turn = 0; turn < degree; turn += 1, root = times(root, 2)) {
    for (let at = 0; at < degree; at += 1) found[at] = times(found[at], root) ^ (found[at + 1] ?? 0);
  }
  return found;
}

function remainder(data, generator) {
  const rest = generator.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    generator.forEach((each, at) => (rest[at] ^= times(each, factor)));
  }
  return rest;
}

/** The squares: fixed patterns, `codewords` under `mask`, and what says which mask and level these are. */
function draw(codewords, version, level, mask) {
  const side = 17 + 4 * version;
  const squares = Array.from({ length: side }, () => Array(side).fill(null));
  const put = (x, y, dark) => x >= 0 && y >= 0 && x < side && y < side && (squares[y][x] = Boolean(dark));
  const ring = (x, y, radius, lights) => {
    for (let dy = -radius; dy <= radius; dy += 1)
      for (let dx = -radius; dx <= radius; dx += 1) put(x + dx, y + dy, !lights.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (let at = 0; at < side; at += 1) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [side - 4, 3], [3, side - 4]]) ring(x, y, 4, [2, 4]);
  const places = aligned(version);
  const last = places.length - 1;
  places.forEach((x, i) =>
    places.forEach((y, j) => {
      const isFinder = (i === 0 && (j === 0 || j === last)) || (i === last && j === 0);
      if (!isFinder) ring(x, y, 2, [1]);
    }),
  );
  const format = checked(LEVELS[level].bits * 8 + mask, 10, 0x537) ^ 0x5412;
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = (format >> bit) & 1;
    put(8, bit < 6 ? bit : bit < 8 ? bit + 1 : side - 15 + bit, dark);
    put(bit < 8 ? side - 1 - bit : bit === 8 ? 7 : 14 - bit, 8, dark);
  }
  put(8, side - 8, true);
  if (version >= 7) {
    const marks = checked(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit += 1) {
      const [a, b] = [side - 11 + (bit % 3), Math.floor(bit / 3)];
      put(a, b, (marks >> bit) & 1);
      put(b, a, (marks >> bit) & 1);
    }
  }
  fill(squares, codewords, MASKS[mask]);
  return squares;
}

/** Where the centres of the alignment patterns are, along a side. */
function aligned(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => 10 + 4 * version - at * step).reverse()];
}

/** `value` with its check bits (BCH). */
function checked(value, checks, generator) {
  let rest = value;
  for (let turn = 0; turn < checks; turn += 1) rest = (rest << 1) ^ ((rest >> (checks - 1)) * generator);
  return (value << checks) | rest;
}

/** Up and down in columns of two from the lower right, past what is drawn already. */
function fill(squares, codewords, isTurned) {
  const side = squares.length;
  let bit = 0;
  let upwards = true;
  for (let right = side - 1; right > 0; right -= 2, upwards = !upwards) {
    if (right === 6) right = 5; // the column of the timing line
    for (let step = 0; step < side; step += 1) {
      const y = upwards ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (squares[y][x] !== null) continue;
        const dark = (codewords[bit >> 3] >> (7 - (bit & 7))) & 1; // past the end: 0
        squares[y][x] = Boolean(dark) !== isTurned(x, y);
        bit += 1;
      }
    }
  }
}

/** How hard a code is to read: runs, blocks, what looks like a corner, too much of one colour. */
function penalty(squares) {
  const side = squares.length;
  const lines = [...squares, ...squares.map((_, x) => squares.map((row) => row[x]))].map((line) => line.map(Number).join(""));
  let sum = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (let at = 0; at <= side - 11; at += 1) if (/^(00001011101|10111010000)/.test(line.slice(at, at + 11))) sum += 40;
  }
  for (let y = 1; y < side; y += 1)
    for (let x = 1; x < side; x += 1) {
      const same = squares[y][x];
      if (squares[y][x - 1] === same && squares[y - 1][x] === same && squares[y - 1][x - 1] === same) sum += 3;
    }
  const dark = squares.flat().filter(Boolean).length;
  return sum + 10 * Math.floor(Math.abs((dark * 20) / (side * side) - 10));
}
