/** Keeps the files of the page at `/` and the offline pack. Messages never pass through here. */

const CACHE = "tro-ly-dvc";
const PACK = "widget/offline-pack.json";
const FILES = [
  "./",
  "blocks.js",
  "conversation.js",
  "dom.js",
  "icon.svg",
  "icons.js",
  "output.js",
  "pack.js",
  "prose.js",
  "server.js",
  "speech.js",
  "storage.js",
  "style.css",
  "tro-ly-dvc.js",
  "words.js",
];
const RENEW_AFTER_MS = 3600 * 1000;

const address = (name) => new URL(name, self.registration.scope).href;

self.addEventListener("install", (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.replace(/[?#].*$/, "");
  if (request.method !== "GET") return;
  if (url === address(PACK)) event.respondWith(newest(request));
  else if (FILES.some((name) => address(name) === url)) {
    event.respondWith(kept(request, url));
    if (request.mode === "navigate") event.waitUntil(renewIfOld());
  }
});

async function kept(request, url) {
  const cache = await caches.open(CACHE);
  return (await cache.match(url)) ?? fetch(request);
}

/** From the server, or as it was last time. */
async function newest(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(address(PACK), response.clone());
    return response;
  } catch {
    return (await cache.match(address(PACK))) ?? Response.error();
  }
}

async function renewIfOld() {
  const cache = await caches.open(CACHE);
  const page = await cache.match(address("./"));
  const age = Date.now() - Date.parse(page?.headers.get("date") ?? 0);
  if (!(age < RENEW_AFTER_MS)) await renew().catch(() => {}); // without a network the old ones stay
}

/** All files or none: modules of different days do not fit each other. */
async function renew() {
  const responses = await Promise.all(FILES.map((name) => fetch(`${address(name)}?own`, { cache: "no-cache" })));
  if (!responses.every((response) => response.ok)) throw new Error("not all files could be had");
  const cache = await caches.open(CACHE);
  await Promise.all(responses.map((response, index) => cache.put(address(FILES[index]), response)));
}
