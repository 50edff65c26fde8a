// The column (on a phone: the strip) of personas, and the tabs of the chats of the one in front.
import { element, find, icon, setCount, setText } from "./dom.js";
import { sentAt, summary } from "./message.js";
import { words } from "./words.js";

const items = new Map(); // persona id -> its parts in the page

/** The name without what the badge says anyway: "审核员·赵敏" with the badge 审核员 is 赵敏. */
export function shortName(persona) {
  const [head, ...rest] = persona.name.split("·");
  return rest.length && head === roleName(persona) ? rest.join("·") : persona.name;
}

export const roleName = (persona) => words.roles[persona.role] ?? persona.role ?? "";

/** The first character of the person's own name. */
export const initial = (persona) => [...(persona.name.split("·").at(-1) || persona.name)][0] ?? "";

/** Bring the column up to date: one item a persona, unread marks, the last message, the one in front. */
export function showPeople(personas, current) {
  for (const persona of personas.values()) {
    const item = items.get(persona.id) ?? addItem(persona);
    updateItem(item, persona, persona === current);
  }
  for (const [id, item] of items) {
    if (personas.has(id)) continue;
    item.row.remove();
    items.delete(id);
  }
}

function addItem(persona) {
  const person = persona.name.split("·").at(-1);
  const parts = {
    preview: element("span", { class: "preview" }), time: element("time", { class: "when" }),
    count: element("b", { class: "count", hidden: true }),
  };
  parts.button = element("button", { type: "button", class: "persona", "data-persona": persona.id, "data-role": persona.role },
    element("span", { class: "avatar", "data-hue": Math.abs(persona.id) % 6, "aria-hidden": "true" }, initial(persona)),
    element("span", { class: "who" },
      element("span", { class: "full" }, shortName(persona)),
      element("span", { class: "person", "aria-hidden": "true" }, person),
      element("span", { class: "badge" }, roleName(persona))),
    parts.time, parts.preview, parts.count);
  parts.row = element("li", {}, parts.button);
  find("personas").append(parts.row);
  items.set(persona.id, parts);
  return parts;
}

function updateItem({ button, preview, time, count }, persona, current) {
  const last = persona.last;
  if (current) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  setText(preview, last ? summary(last) : words.noMessages);
  setText(time, last ? sentAt(last).toTimeString().slice(0, 5) : "");
  setCount(count, persona.unread, words.unread(persona.unread));
}

/** Bring the persona's item into view where the strip scrolls. */
export function revealPersona(persona) {
  items.get(persona.id)?.button.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Show the head of the chat: whose chat, as whom, whether the bot is typing, tabs where there is more than one chat. */
export function showHead(chat, typing) {
  const name = shortName(chat.persona);
  setText(find("chat-title"), chat.title || words.bot);
  setText(find("chat-subtitle"), typing ? words.typing : chat.group ? words.groupAs(name) : words.speakingAs(name));
  find("chat-subtitle").classList.toggle("busy", typing);
  find("chat-avatar").classList.toggle("group", chat.group);
  find("chat-avatar").replaceChildren(icon(chat.group ? "group" : "bot"));
  showTabs(chat);
  const unread = chat.persona.unread;
  document.title = `${unread ? `(${unread}) ` : ""}${name} · ${words.page}`;
}

const chatTitle = (chat) => (chat.group ? chat.title || String(chat.id) : words.chatWithBot);

function showTabs(current) {
  const tabs = find("chats");
  const chats = [...current.persona.chats.values()];
  tabs.hidden = chats.length < 2;
  const shown = [...tabs.children].map((made) => made.dataset.chat);
  if (shown.join() !== chats.map((chat) => chat.id).join()) tabs.replaceChildren(...chats.map(tab));
  chats.forEach((chat, at) => updateTab(tabs.children[at], chat, chat === current));
}

function tab(chat) {
  return element("button", { type: "button", class: "tab", "data-chat": chat.id },
    element("span", {}), element("b", { class: "count", hidden: true }));
}

function updateTab(made, chat, current) {
  made.setAttribute("aria-pressed", String(current));
  setText(made.firstElementChild, chatTitle(chat));
  setCount(made.lastElementChild, chat.unread, words.unread(chat.unread));
}
