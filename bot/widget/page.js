/** What the page at `/` does beside showing the widget: it can be opened without a network. */

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("sw.js").catch(() => {})); // forbidden: online only
}
