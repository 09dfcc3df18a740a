/**
 * The service worker of the helper's pages: keeps their files, and sends visits that wait when the network is back.
 * Sheets, searches and the API never pass through its cache: what it keeps says nothing of anybody.
 */

import { send, SYNC } from "./visits.js";

const CACHE = "to-cong-nghe-so";
const FILES = [
  "./",
  "../blocks.js",
  "../dom.js",
  "../icons.js",
  "../prose.js",
  "../speech.js",
  "../words.js",
  "api.js",
  "app.js",
  "asking.js",
  "batch.js",
  "cases.js",
  "clock.js",
  "database.js",
  "doing.js",
  "draw.js",
  "engine.js",
  "guard.js",
  "helper.css",
  "home.js",
  "icon-192.png",
  "icon-512.png",
  "icon.svg",
  "join.js",
  "learn.js",
  "manifest.webmanifest",
  "outcome.js",
  "pack.js",
  "qr.js",
  "result.js",
  "search.js",
  "settings.js",
  "sheet.js",
  "visit.js",
  "visits.js",
  "words.js",
];
const RENEW_AFTER_MS = 3600 * 1000;

const address = (name) => new URL(name, self.registration.scope).href;

self.addEventListener("install", (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.replace(/[?#].*$/, "");
  if (request.method !== "GET" || !FILES.some((name) => address(name) === url)) return;
  event.respondWith(kept(request, url));
  if (request.mode === "navigate") event.waitUntil(renewIfOld());
});

self.addEventListener("sync", (event) => {
  if (event.tag === SYNC) event.waitUntil(send().then(tellPages));
});

async function tellPages() {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage("sent");
}

async function kept(request, url) {
  const cache = await caches.open(CACHE);
  return (await cache.match(url)) ?? fetch(request);
}

async function renewIfOld() {
  const cache = await caches.open(CACHE);
  const page = await cache.match(address("./"));
  const age = Date.now() - Date.parse(page?.headers.get("date") ?? 0);
  if (!(age < RENEW_AFTER_MS)) await renew().catch(() => {}); // without a network the old ones stay
}

/** Fetch all files, and only then put all in place: modules of different days do not fit each other. */
async function renew() {
  const responses = await Promise.all(FILES.map((name) => fetch(address(name), { cache: "no-cache" })));
  if (!responses.every((response) => response.ok)) throw new Error("not all files could be had");
  const cache = await caches.open(CACHE);
  await Promise.all(responses.map((response, index) => cache.put(address(FILES[index]), response)));
}
