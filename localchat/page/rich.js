// Turns a message's HTML into nodes: known tags are rebuilt one by one, everything else becomes its text.
import { element } from "./dom.js";
import { words } from "./words.js";

const TAGS = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s", CODE: "code", PRE: "pre",
               BLOCKQUOTE: "blockquote" };
const SAFE_LINK = /^(https?:|mailto:|tel:|tg:)/i;
// Telegram's own apps link addresses and commands in plain text; so does this page.
const PLAIN_LINK =
  /(https?:\/\/[^\s<>"“”‘’（）《》，。；！？、]+)|(?<![\p{L}\p{N}_/])(\/[a-z][a-z0-9_]{0,31})(?![\w/])/gu;

/** A fragment showing `html`; commands in it become buttons with data-command when `live`. */
export function rich(html, { live }) {
  const parsed = new DOMParser().parseFromString(`<!doctype html><body>${html}`, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...copies(parsed.body, live));
  return fragment;
}

function copies(parent, live) {
  return [...parent.childNodes].flatMap((node) => copy(node, live));
}

function copy(node, live) {
  if (node.nodeType === Node.TEXT_NODE) return live ? linked(node.data) : [node.data];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const plain = TAGS[node.tagName];
  if (plain) return [element(plain, {}, ...copies(node, live && plain !== "code" && plain !== "pre"))];
  if (node.tagName === "A") return [anchor(node)];
  if (node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler")) return [spoiler(node, live)];
  if (node.tagName === "BR") return ["\n"];
  return node.tagName === "SCRIPT" || node.tagName === "STYLE" ? [] : copies(node, live);
}

function anchor(node) {
  const href = node.getAttribute("href") ?? "";
  const children = copies(node, false);
  if (!SAFE_LINK.test(href)) return element("span", {}, ...children);
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function spoiler(node, live) {
  return element("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": words.spoiler },
    ...copies(node, live));
}

function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(PLAIN_LINK)) {
    parts.push(text.slice(from, match.index), match[1] ? outside(match[1]) : command(match[2]));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== "");
}

const outside = (href) => element("a", { href, target: "_blank", rel: "noopener noreferrer" }, href);
const command = (text) => element("button", { type: "button", class: "command", "data-command": text }, text);
