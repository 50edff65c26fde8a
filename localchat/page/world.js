// What the page knows: personas, their chats and messages, folded from the server's events. No DOM, no network.
import { loadRead, saveRead } from "./read.js";

/** One chat as one persona sees it. */
export class Chat {
  constructor(persona, { id, title, type }) {
    Object.assign(this, { persona, id, title, type });
    this.group = type !== "private";
    this.read = loadRead(persona.id, id);
    this.clear();
  }

  clear() {
    this.messages = new Map(); // message_id -> message, in the order of arrival
    this.keyboard = null;
    this.typingUntil = 0;
  }

  get last() {
    return [...this.messages.values()].at(-1) ?? null;
  }

  get unread() {
    let count = 0;
    for (const message of this.messages.values()) {
      if (message.cursor > this.read && message.from.id !== this.persona.id) count += 1;
    }
    return count;
  }

  markRead() {
    if (this.read === this.persona.cursor) return;
    this.read = this.persona.cursor;
    saveRead(this.persona.id, this.id, this.read);
  }

  apply(event) {
    if (event.type === "message" || event.type === "edit") this.put(event);
    if (event.type === "delete") this.messages.delete(event.message_id);
    if (event.type === "typing") this.typingUntil = Date.now() + 5000;
  }

  put({ message, cursor, type }) {
    const known = this.messages.get(message.message_id);
    this.messages.set(message.message_id, { ...message, cursor: known?.cursor ?? cursor });
    if (message.from.is_bot) this.typingUntil = 0;
    if (type === "message") this.keyboard = keyboardAfter(this.keyboard, message);
  }
}

/** The reply keyboard that stands after `message`: a new one replaces it, one for a single use goes when it was used. */
function keyboardAfter(keyboard, message) {
  if (message.keyboard) return message.keyboard.remove ? null : message.keyboard;
  const used = keyboard?.one_time && keyboard.rows.flat().some((key) => key.text === message.text);
  return used && !message.from.is_bot ? null : keyboard;
}

/** Somebody the visitor can speak as. */
export class Persona {
  constructor({ id, name, role, username }) {
    Object.assign(this, { id, name, role, username });
    this.cursor = 0;
    this.caughtUp = false;
    this.chats = new Map();
    this.ensureChat({ id, title: "", type: "private" });
  }

  ensureChat(chat) {
    if (!this.chats.has(chat.id)) this.chats.set(chat.id, new Chat(this, chat));
    const known = this.chats.get(chat.id);
    if (chat.title) known.title = chat.title;
    return known;
  }

  get unread() {
    return [...this.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
  }

  /** The newest message over all chats, or null. */
  get last() {
    const newest = [...this.chats.values()].map((chat) => chat.last).filter(Boolean);
    return newest.reduce((best, message) => (!best || message.cursor > best.cursor ? message : best), null);
  }

  /** Forget everything heard; the next answer starts from the beginning. */
  reset() {
    this.cursor = 0;
    this.caughtUp = false;
    for (const chat of this.chats.values()) chat.clear();
  }

  /** Fold an answer of the server in; returns the events that were new. */
  apply({ events, cursor }) {
    const fresh = events.filter((event) => event.cursor > this.cursor);
    for (const event of fresh) {
      // A chat that was joined later is first known by its events; its title follows with the list of chats.
      this.ensureChat({ id: event.chat_id, title: "", type: event.chat_id > 0 ? "private" : "supergroup" }).apply(event);
    }
    this.cursor = cursor;
    if (events.length === 0) this.arrived();
    return fresh;
  }

  /** All history has been heard; a read mark beyond its end is from a world that is gone. */
  arrived() {
    this.caughtUp = true;
    for (const chat of this.chats.values()) if (chat.read > this.cursor) chat.read = 0;
  }
}
