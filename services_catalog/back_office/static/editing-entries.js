/** Lists of entries: add, remove, move. Without this module the same buttons send the form and do the same. */

/** Let the buttons within `form` work at once; `changed()` is called after each. */
export function followEntries(form, changed) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-add], button[data-do]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.add) add(form, button.dataset.add);
    else if (button.dataset.do === "remove") remove(button.closest("[data-entry]"), changed);
    else move(button.closest("[data-entry]"), button.dataset.do);
    changed();
  });
  form.addEventListener("change", (event) => {
    if (/^record\.sources\.[^.]+\.(key|title)$/.test(event.target.name ?? "")) offerSources(form);
  });
}

function add(form, name) {
  const list = form.querySelector(`[data-entries="${name}"]`);
  const blank = form.querySelector(`template[data-blank="${name}"]`);
  const id = `new${Date.now().toString(36)}${list.children.length}`;
  const made = blank.content.cloneNode(true);
  number(made, blank.dataset.mark, id);
  list.append(made);
  count(list);
  offerSources(form);
  list.lastElementChild.querySelector("input, select, textarea")?.focus();
}

/** Put the id of the new entry into all names and ids below `node`, templates included. */
function number(node, mark, id) {
  for (const element of node.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(mark)) attribute.value = attribute.value.replaceAll(mark, id);
    }
    if (element.localName === "template") number(element.content, mark, id);
  }
}

function move(entry, how) {
  const list = entry.parentElement;
  if (how === "up" && entry.previousElementSibling) entry.previousElementSibling.before(entry);
  if (how === "down" && entry.nextElementSibling) entry.nextElementSibling.after(entry);
  entry.querySelector(`[data-do="${how}"]`).focus();
  renew(list);
}

/** Take an entry out, and offer to put it back where it was, with all that was typed. */
function remove(entry, changed) {
  const [list, next] = [entry.parentElement, entry.nextElementSibling];
  const note = document.createElement("p");
  note.className = "note";
  note.append(`Đã bỏ ${entry.querySelector("legend").textContent.replace(/\s+/g, " ").trim()}. `);
  const back = document.createElement("button");
  Object.assign(back, { type: "button", className: "second", textContent: "Hoàn lại" });
  back.addEventListener("click", () => {
    list.insertBefore(entry, next?.parentElement === list ? next : null);
    note.remove();
    renew(list);
    entry.focus();
    changed();
  });
  note.append(back);
  entry.remove();
  list.after(note);
  renew(list);
  back.focus();
}

/** Number the entries of a list again; what chooses among them follows. */
function renew(list) {
  count(list);
  if (list.dataset.entries === "record.sources") offerSources(list.closest("form"));
}

function count(list) {
  [...list.children].forEach((entry, index) => {
    entry.querySelector("[data-number]").textContent = index + 1;
  });
  const counted = document.querySelector(`[data-count="${list.dataset.entries}"]`);
  if (counted) counted.textContent = list.children.length;
}

/** Facts choose among the sources that the record names now; what is ticked stays. */
function offerSources(form) {
  const sources = [...form.querySelector('[data-entries="record.sources"]').children].map((entry, index) => {
    const key = entry.querySelector('[name$=".key"]');
    const title = entry.querySelector('[name$=".title"]').value.trim();
    if (!key.value.trim() && title) key.value = freeKey(form, index + 1);
    return [key.value.trim(), title || key.value.trim()];
  });
  const known = sources.filter(([key]) => key);
  for (const group of form.querySelectorAll("[data-sources]")) {
    const place = group.querySelector("[data-ticks]");
    const ticked = [...place.querySelectorAll("input:checked")].map((input) => input.value);
    const first = ticked.map((key) => known.find(([other]) => other === key) ?? [key, `${key} (không có trong mục Nguồn)`]);
    const others = known.filter(([key]) => !ticked.includes(key));
    place.replaceChildren(...[...first, ...others].map(([key, title]) => tick(group.dataset.sources, key, title, ticked.includes(key))));
  }
}

function freeKey(form, number) {
  const taken = [...form.querySelectorAll('[name^="record.sources."][name$=".key"]')].map((input) => input.value);
  while (taken.includes(`nguon-${number}`)) number += 1;
  return `nguon-${number}`;
}

function tick(name, key, title, checked) {
  const label = document.createElement("label");
  label.className = "ticked";
  const input = document.createElement("input");
  Object.assign(input, { type: "checkbox", name, value: key, checked });
  const words = document.createElement("span");
  words.textContent = title;
  label.append(input, " ", words);
  return label;
}
