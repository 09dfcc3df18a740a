/** Making elements. Text goes in as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element: `el("button", { class: "send", onclick: send }, "Gửi")`. What is null, undefined or false is left out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An element of a drawing. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  if (node.localName === "button") node.type = "button"; // not the one that sends
  for (const [name, value] of Object.entries(attributes)) {
    if (isNothing(value)) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => !isNothing(child)));
  return node;
}

const isNothing = (value) => value == null || value === false;
