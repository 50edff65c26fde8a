// The reply keyboard under the composer: keys that send their label, or share a phone number.
import { element, find } from "./dom.js";
import { words } from "./words.js";

export class ReplyKeyboard {
  /** `press(key)` is called with the keyboard's key. */
  constructor(press) {
    this.area = find("keyboard");
    this.toggle = find("keyboard-toggle");
    this.shown = null;
    this.area.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]");
      if (key) press(this.shown.rows[key.dataset.row][key.dataset.column]);
    });
    this.toggle.addEventListener("click", () => this.unfold(this.area.hidden));
  }

  /** Show the keyboard of `chat`, or none. */
  show(chat) {
    const keyboard = chat.keyboard;
    find("composer").placeholder = keyboard?.placeholder || words.placeholder;
    if (keyboard === this.shown) return;
    this.shown = keyboard;
    this.area.replaceChildren(...(keyboard?.rows ?? []).map(keys));
    this.toggle.hidden = !keyboard;
    this.unfold(Boolean(keyboard));
  }

  unfold(open) {
    this.area.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
  }
}

function keys(row, at) {
  return element("div", { class: "keys" }, ...row.map((key, column) =>
    element("button", { type: "button", class: "key", "data-key": key.text, "data-row": at, "data-column": column,
      "data-contact": Boolean(key.request_contact) }, key.text)));
}
