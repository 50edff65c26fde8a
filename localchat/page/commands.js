// The command menu: opened by the "/" button, or by typing "/" where it completes what is typed.
import * as api from "./api.js";
import { element, find } from "./dom.js";
import { words } from "./words.js";

export class CommandMenu {
  /** `choose(command)` sends a command; `chat()` is the chat in front. */
  constructor({ choose, chat }) {
    Object.assign(this, { choose, chat, list: find("command-list"), button: find("commands"), input: find("composer") });
    this.typed = null; // what completes, or null when the button opened the menu
    this.button.addEventListener("click", () => (this.open ? this.close() : this.show(null)));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the input
    this.list.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("click", (event) => event.target.closest("#compose") || this.close());
  }

  get open() {
    return !this.list.hidden;
  }

  /** Follow what stands in the composer: "/" and letters open the menu, anything else closes it. */
  typedText(text) {
    if (/^\/[a-z0-9_]*$/i.test(text)) this.show(text.slice(1).toLowerCase());
    else this.close();
  }

  async show(typed) {
    this.typed = typed;
    this.asked = {};
    const asked = this.asked; // only the newest question may fill the list
    const { persona, id } = this.chat();
    const commands = await api.commands(persona.id, id).catch(() => []);
    if (asked !== this.asked) return;
    const fitting = commands.filter(({ command }) => command.startsWith(typed ?? ""));
    if (typed !== null && fitting.length === 0) return this.close();
    this.fill(fitting);
    if (typed === null) this.focusFirst();
  }

  fill(commands) {
    this.list.replaceChildren(...(commands.length ? commands.map(option) : [element("li", { class: "none" }, words.noCommands)]));
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.mark(null);
  }

  focusFirst() {
    this.input.focus();
    this.mark(this.list.querySelector("[data-command]"));
  }

  close() {
    this.asked = null;
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.mark(null);
  }

  /** Arrows, Enter, Tab and Escape while the menu is open; true when the key was used up. */
  key(event) {
    if (!this.open) return false;
    const marked = this.list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.move(marked, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && marked) this.pick(marked);
    else if (event.key === "Tab" && marked && !event.shiftKey) this.complete(marked);
    else return false;
    return true;
  }

  move(marked, by) {
    const options = [...this.list.querySelectorAll("[data-command]")];
    const from = marked ? options.indexOf(marked) : by > 0 ? -1 : options.length;
    this.mark(options[(from + by + options.length) % options.length]);
  }

  mark(chosen) {
    for (const option of this.list.querySelectorAll("[role=option]")) {
      option.setAttribute("aria-selected", String(option === chosen));
    }
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  complete(option) {
    this.input.value = `${option.dataset.command} `;
    this.close();
  }

  clicked(event) {
    const option = event.target.closest("[data-command]");
    if (option) this.pick(option);
  }

  pick(option) {
    const wasTyped = this.typed !== null;
    this.close();
    if (wasTyped) this.input.value = "";
    this.choose(option.dataset.command);
  }
}

function option({ command, description }) {
  return element("li", { id: `command-${command}`, role: "option", "aria-selected": "false", "data-command": `/${command}` },
    element("b", {}, `/${command}`), element("span", {}, description));
}
