/**
 * What the helper's phone keeps, in IndexedDB, and all it keeps: the pack, the team, the visits that wait to be sent.
 * Nothing here says anything of a resident: a visit is a row of choices from lists.
 */

const NAME = "to-cong-nghe-so";
const STORES = ["items", "small", "visits"]; // bodies of the pack by digest; single values by name; visits by id

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** Run `act` with the object stores `names` in one transaction; resolves with its request's result once all is written. */
async function transact(names, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode);
    const request = act(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** The value of `key` in `store`; undefined if there is none. */
export const read = (store, key) => transact([store], "readonly", (from) => from.get(key));

/** Every value of `store`. */
export const readAll = (store) => transact([store], "readonly", (from) => from.getAll());

/** Every key of `store`. */
export const keys = (store) => transact([store], "readonly", (from) => from.getAllKeys());

/** Keep `value` under `key` in `store`. */
export const write = (store, key, value) => transact([store], "readwrite", (to) => to.put(value, key));

/** Forget `all` keys of `store`. */
export const remove = (store, ...all) => transact([store], "readwrite", (from) => all.forEach((key) => from.delete(key)));

/** The manifest `manifest` becomes the pack, and bodies that it does not name go, all at once. */
export function switchTo(manifest) {
  const named = new Set(manifest.items.map((item) => item.digest));
  return transact(["small", "items"], "readwrite", (small, items) => {
    small.put(manifest, "manifest");
    const present = items.getAllKeys();
    present.onsuccess = () => present.result.filter((digest) => !named.has(digest)).forEach((digest) => items.delete(digest));
  });
}

/** Forget everything: the phone has left its team. */
export const forgetAll = () => transact(STORES, "readwrite", (...stores) => stores.forEach((store) => store.clear()));
