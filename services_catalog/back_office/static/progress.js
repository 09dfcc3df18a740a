/** A job under way: its part of the page is renewed until it has ended, then the whole page. */

const EVERY_MS = 2000;

const shown = () => document.querySelector("[data-progress=wait]");

async function renew() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected || !response.ok) return location.reload(); // signed out, say: the page says so
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now || now.dataset.progress !== "wait") return location.reload();
    const [before, after] = [shown().querySelector(".note"), now.querySelector(".note")];
    if (before.textContent !== after.textContent) shown().replaceWith(document.importNode(now, true));
  } catch {
    // The network is gone for a moment; the next time may do.
  }
  setTimeout(renew, EVERY_MS);
}

if (shown()) {
  shown().querySelector("[data-again]").hidden = true;
  setTimeout(renew, EVERY_MS);
}
