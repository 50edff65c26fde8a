// Small ways to build and find elements; text only ever enters the page as text nodes.
export const find = (id) => document.getElementById(id);

/** Build an element; `attributes` may hold class, data-*, aria-* and plain attributes; null and false are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** One of the symbols of index.html, hidden from screen readers. */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Give `node` this text, leaving the tree alone when it has it already. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Show a number on a badge, or hide the badge at zero. */
export function setCount(node, count, label = null) {
  node.hidden = count === 0;
  setText(node, count > 99 ? "99+" : String(count));
  if (label) node.setAttribute("aria-label", label);
}
