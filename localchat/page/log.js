// The log of the chat in front: keeps its elements equal to the chat's messages, and the reader's place in them.
import { element, find, setCount, setText } from "./dom.js";
import { messageElement, sentAt } from "./message.js";
import { words } from "./words.js";

const PAGE = 200; // messages shown at once; older ones on request
const NEAR = 80; // pixels from the end that still count as reading the end

export class Log {
  constructor() {
    this.log = find("log");
    this.scroller = find("scroller");
    this.chat = null;
    this.pinned = true;
    this.below = 0;
    this.scroller.addEventListener("scroll", () => this.scrolled());
    find("latest").addEventListener("click", () => this.toEnd());
    find("earlier").addEventListener("click", () => this.showEarlier());
    // The composer grows, pictures load, the window changes: a reader at the end stays at the end.
    const keep = new ResizeObserver(() => this.pinned && this.toEnd());
    for (const node of [this.scroller, find("content")]) keep.observe(node);
  }

  /** Show `chat` from its end. */
  open(chat) {
    this.chat = chat;
    this.shown = PAGE;
    this.rebuild();
    this.toEnd();
  }

  /** Build everything anew, without having it read aloud. */
  rebuild() {
    this.log.setAttribute("aria-live", "off");
    const messages = [...this.chat.messages.values()];
    this.log.replaceChildren();
    for (const message of messages.slice(-this.shown)) this.append(message);
    find("earlier").hidden = messages.length <= this.shown;
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 300);
  }

  showEarlier() {
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.shown = this.log.querySelectorAll(".message").length + PAGE;
    this.pinned = false;
    this.rebuild();
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  /** Bring the log up to date with one event of its chat, already folded into the chat. */
  apply(event) {
    if (event.type === "delete") this.remove(event.message_id);
    if (event.type !== "message" && event.type !== "edit") return;
    const message = this.chat.messages.get(event.message.message_id);
    const present = this.find(event.message.message_id);
    if (!message) return; // deleted later in the same answer
    if (present) this.replace(present, message);
    else if (event.type === "message") this.arrive(message);
  }

  arrive(message) {
    this.append(message);
    const own = message.from.id === this.chat.persona.id;
    if (own || this.pinned) this.toEnd();
    else this.showBelow(this.below + 1);
  }

  append(message) {
    const day = sentAt(message).toDateString();
    const last = this.log.lastElementChild;
    if (last?.dataset.day !== day) {
      this.log.append(element("div", { class: "day", role: "separator", "data-day": day }, dayName(sentAt(message))));
    }
    const made = messageElement(message, this.chat);
    made.dataset.day = day;
    made.classList.toggle("follows", this.log.lastElementChild.dataset.from === String(message.from.id));
    this.log.append(made);
  }

  replace(present, message) {
    const focused = focusPlace(present);
    const made = messageElement(message, this.chat);
    made.dataset.day = present.dataset.day;
    made.classList.toggle("follows", present.classList.contains("follows"));
    present.replaceWith(made);
    if (focused) restoreFocus(made, focused);
    if (this.pinned) this.toEnd();
  }

  remove(id) {
    const present = this.find(id);
    if (!present) return;
    if (present.contains(document.activeElement)) find("composer").focus();
    const day = present.previousElementSibling;
    present.remove();
    if (day?.matches(".day") && !day.nextElementSibling?.matches(".message")) day.remove();
  }

  find(id) {
    return this.log.querySelector(`:scope > .message[data-id="${CSS.escape(String(id))}"]`);
  }

  /** Bring a message into view and mark it for a moment. */
  goTo(id) {
    const target = this.find(id);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    target.classList.add("found");
    setTimeout(() => target.classList.remove("found"), 1500);
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.pinned = true;
    this.fitted = this.extent();
    this.showBelow(0);
  }

  extent() {
    return `${this.scroller.clientHeight}/${this.scroller.scrollHeight}`;
  }

  scrolled() {
    // A scroll event also follows a jump to the end; when the layout has changed since, the observer is about to catch up.
    if (this.pinned && this.fitted !== this.extent()) return;
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    this.showBelow(this.pinned ? 0 : this.below);
  }

  showBelow(count) {
    this.below = count;
    find("latest").hidden = this.pinned;
    setCount(find("latest").querySelector(".count"), count);
  }
}

function dayName(date) {
  const today = new Date();
  const days = Math.round((new Date(today).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return date.getFullYear() === today.getFullYear() ? words.day(date) : words.dayOfYear(date);
}

/** Where in this message the focus is: the button's data and its place, or null when it is elsewhere. */
function focusPlace(present) {
  if (!present.contains(document.activeElement)) return null;
  const keys = [...present.querySelectorAll(".key")];
  return { data: document.activeElement.dataset.data, index: keys.indexOf(document.activeElement) };
}

function restoreFocus(made, { data, index }) {
  const keys = [...made.querySelectorAll(".key")];
  const same = keys.find((key) => data !== undefined && key.dataset.data === data);
  (same ?? keys[Math.min(index, keys.length - 1)] ?? made).focus({ preventScroll: true });
}

/** Show or hide the three dots under the log. */
export function showTyping(on, log) {
  const typing = find("typing");
  if (typing.hidden === !on) return;
  typing.hidden = !on;
  if (log.pinned) log.toEnd();
}

/** Show the card of an empty chat, or hide it. */
export function showIntro(chat) {
  find("intro").hidden = chat.messages.size > 0 || !chat.persona.caughtUp;
  find("start").hidden = chat.group;
  setText(find("intro-title"), chat.group ? chat.title : words.introTitle);
  setText(find("intro-text"), chat.group ? words.introGroup : words.introText);
}
