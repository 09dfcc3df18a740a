/** The page at `/` can be opened without a network. */

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("sw.js").catch(() => {})); // forbidden: online only
}
