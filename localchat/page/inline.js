// Inline mode: what is typed after the bot's name is put to it, and what it offers can be taken into the chat.
import * as api from "./api.js";
import { element, find } from "./dom.js";

const PAUSE = 300; // milliseconds without typing until the bot is asked
const CALLED = /^@\w*bot\s+(\S.*)$/is;

export class InlineOffers {
  /** `chat()` is the chat in front, `take(query, result)` sends what was chosen. */
  constructor({ chat, take }) {
    Object.assign(this, { chat, take, list: find("offers"), query: null, answers: new Map() });
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  /** Follow what stands in the composer: the bot's name and a question ask it, anything else closes the list. */
  typedText(text) {
    clearTimeout(this.timer);
    const [, query] = CALLED.exec(text) ?? [];
    if (query) this.timer = setTimeout(() => this.ask(query), PAUSE);
    else this.close();
  }

  async ask(query) {
    const { persona, id } = this.chat();
    const asked = await api.update(persona.id, { type: "inline_query", query, chat_id: id }).catch(() => null);
    this.query = asked?.inline_query_id ?? null;
    this.show();
  }

  /** The bot's answer may come before the id that it is for is known. */
  answered({ inline_query_id: query, results }) {
    this.answers.set(query, results);
    this.show();
  }

  show() {
    const results = this.answers.get(this.query);
    if (!results) return;
    this.list.replaceChildren(...results.map(offer));
    this.list.hidden = results.length === 0;
  }

  close() {
    clearTimeout(this.timer);
    this.query = null;
    this.answers.clear();
    this.list.hidden = true;
  }

  clicked(event) {
    const result = event.target.closest("[data-offer]")?.dataset.offer;
    if (result === undefined) return;
    const { query } = this;
    this.close();
    this.take(query, result);
  }
}

function offer({ id, title, description }) {
  return element("li", {}, element("button", { type: "button", "data-offer": id },
    element("b", {}, title), element("span", {}, description ?? "")));
}
