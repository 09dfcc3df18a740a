/** What every page of the back office gets; all of it works without. */

const problems = document.querySelector("[data-focus]");
if (problems) problems.focus(); // what is wrong is read out first

const menu = document.querySelector("[data-menu]");
if (menu) {
  const wide = matchMedia("(min-width: 60em)");
  const show = () => (menu.open = wide.matches); // on a phone it would push the page down
  wide.addEventListener("change", show);
  show();
}

// A second click on a slow line must not send the form twice.
const sent = new Set();
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), 4000); // ms; the answer may have been a download, and the page is still here
});
addEventListener("pageshow", () => sent.clear()); // back from the next page
