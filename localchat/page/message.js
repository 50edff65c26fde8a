// One message as an element: bubble, file, buttons. What a click does is decided by the log, by data attributes.
import { element, icon } from "./dom.js";
import { rich } from "./rich.js";
import { words } from "./words.js";

const hue = (id) => Math.abs(id) % 6;
const clock = (date) => `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;

export const sentAt = (message) => new Date(message.date * 1000);

/** The message for the log of `chat`. */
export function messageElement(message, chat) {
  const own = message.from.id === chat.persona.id;
  const body = element("div", { class: "body" }, bubble(message, chat, own), inlineKeyboard(message));
  return element("article",
    { class: `message ${own ? "own" : "other"}`, "data-id": message.message_id, "data-from": message.from.id, tabindex: "-1",
      "aria-label": `${message.from.name} ${clock(sentAt(message))}` },
    // For the mouse only, so that the log does not read "reply" after every message; by keyboard it is Ctrl+Up.
    body, element("button", { type: "button", class: "reply", "data-reply": message.message_id, tabindex: "-1",
      "aria-hidden": "true", title: words.reply }, icon("reply")));
}

function bubble(message, chat, own) {
  const bubble = element("div", { class: `bubble${message.file?.kind === "photo" ? " with-photo" : ""}` });
  const shown = chat.group && !own;
  bubble.append(element("b", { class: shown ? "sender" : "sender quiet", "data-hue": hue(message.from.id) }, message.from.name));
  const quoted = quote(message, chat);
  if (quoted) bubble.append(quoted);
  if (message.file) bubble.append(attachment(message.file));
  if (message.html) {
    bubble.append(element("div", { class: "text", dir: "auto" }, rich(message.html, { live: message.from.is_bot })));
  }
  bubble.append(meta(message));
  return bubble;
}

function meta(message) {
  const date = sentAt(message);
  const mark = message.edited ? element("span", { class: "edited" }, words.edited) : null;
  return element("span", { class: "meta" }, mark,
    element("time", { datetime: date.toISOString(), title: date.toLocaleString("zh-CN") }, clock(date)));
}

function quote(message, chat) {
  if (!message.reply_to) return null;
  const id = message.reply_to.message_id ?? message.reply_to;
  const original = chat.messages.get(id);
  return element("button", { type: "button", class: "quote", "data-goto": id },
    element("b", {}, original?.from.name ?? ""), element("span", {}, original ? summary(original) : words.repliedGone));
}

/** A message in one line of text. */
export function summary(message) {
  const file = message.file ? `[${message.file.kind === "photo" ? words.photo : message.file.name || words.file}] ` : "";
  return `${file}${message.text ?? ""}`.replace(/\s+/g, " ").trim().slice(0, 120);
}

function attachment(file) {
  return file.kind === "photo" ? photo(file) : documentLink(file);
}

function photo(file) {
  const image = element("img", { src: file.url, alt: file.name || words.photo });
  return element("button", { type: "button", class: "photo", "data-photo": file.url, "data-name": file.name || words.photo,
    "aria-label": words.openPhoto(file.name || words.photo) }, image);
}

function documentLink(file) {
  const name = file.name || words.file;
  const kind = (/\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? "").toUpperCase();
  const label = `${words.download(name)} ${words.size(file.size)}`;
  return element("a", { class: "document", href: file.url, download: name, "aria-label": label },
    element("span", { class: "sheet", "aria-hidden": "true" }, kind || icon("file")),
    element("span", { class: "about" }, element("b", {}, name), element("small", {}, words.size(file.size))));
}

function inlineKeyboard(message) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row) => element("div", { class: "keys" }, ...row.map(inlineButton)));
  return element("div", { class: "inline", role: "group", "aria-label": words.button }, ...rows);
}

function inlineButton(button) {
  if (button.url) {
    return element("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer" },
      button.text, icon("link"), element("span", { class: "quiet" }, words.newWindow));
  }
  return element("button", { type: "button", class: "key", "data-data": button.data }, button.text);
}
