// The composer: writes, replies, sends in order, and loses nothing when the server is away.
import * as api from "./api.js";
import { Attachments } from "./attachments.js";
import { CommandMenu } from "./commands.js";
import { find, setText } from "./dom.js";
import { ReplyKeyboard } from "./keyboard.js";
import { InlineOffers } from "./inline.js";
import { summary } from "./message.js";
import { askPhone, toast } from "./notices.js";
import { words } from "./words.js";

export class Composer {
  constructor() {
    this.chat = null;
    this.input = find("composer");
    this.drafts = new Map(); // chat -> {text, replyTo}: each chat keeps what was being written
    this.replyTo = null;
    this.queue = Promise.resolve(); // messages leave one after the other, in the order they were written
    this.menu = new CommandMenu({ choose: (command) => this.send(command), chat: () => this.chat });
    this.offers = new InlineOffers({ chat: () => this.chat, take: (query, result) => this.takeOffer(query, result) });
    this.files = new Attachments(() => this.refresh());
    this.keyboard = new ReplyKeyboard((key) => this.press(key));
    this.listen();
  }

  listen() {
    find("compose").addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.typed(this.input.value));
    find("reply-cancel").addEventListener("click", () => (this.answerTo(null), this.input.focus()));
  }

  typed(text) {
    this.menu.typedText(text);
    this.offers.typedText(text);
    this.refresh();
  }

  /** Write to this chat from now on; what was being written in the last one stays there. */
  open(chat, name) {
    if (this.chat) this.drafts.set(this.chat, { text: this.input.value, replyTo: this.replyTo });
    if (this.chat !== chat) this.offers.close();
    this.chat = chat;
    const draft = this.drafts.get(chat);
    this.input.value = draft?.text ?? "";
    this.input.setAttribute("aria-label", words.composerLabel(chat.group ? chat.title : words.bot, name));
    this.menu.close();
    this.answerTo(draft?.replyTo ?? null);
    this.update();
  }

  /** Follow what the chat's messages have changed. */
  update() {
    this.keyboard.show(this.chat);
    if (this.files.waiting.length) this.input.placeholder = words.caption;
  }

  /** Fit the input to its text. */
  refresh() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    const ready = this.input.value.trim() !== "" || this.files.waiting.length > 0;
    find("send").classList.toggle("ready", ready);
    if (this.chat) this.update();
  }

  key(event) {
    // Enter that ends a Chinese input method's word is not ours.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.menu.key(event)) {
      event.preventDefault();
      this.refresh();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.replyTo) {
      this.answerTo(null);
    } else if (event.key === "ArrowUp" && event.ctrlKey) {
      event.preventDefault();
      this.answerToEarlier();
    }
  }

  answerToEarlier() {
    const ids = [...this.chat.messages.keys()];
    const at = this.replyTo === null ? ids.length : ids.indexOf(this.replyTo);
    if (at > 0) this.answerTo(ids[at - 1]);
  }

  /** Make the next message a reply to that message, or to none. */
  answerTo(id) {
    const message = this.chat.messages.get(id);
    this.replyTo = message ? id : null;
    find("reply-bar").hidden = !message;
    setText(find("reply-name"), message ? `${words.reply} ${message.from.name}` : "");
    setText(find("reply-text"), message ? summary(message) : "");
    this.refresh();
  }

  submit() {
    const text = this.input.value.trim();
    const files = this.files.take();
    if (files.length) this.sendFiles(files, text);
    else if (text) this.send(text, { written: true });
    this.menu.close();
    this.offers.close();
    this.input.focus();
  }

  takeOffer(query, result) {
    const { chat } = this;
    this.empty();
    this.inTurn(
      () => api.update(chat.persona.id, { type: "chosen_result", inline_query_id: query, result_id: result, chat_id: chat.id }),
      (error) => toast(error instanceof api.Refused ? words.refused(error.message) : words.away, "problem"));
    this.input.focus();
  }

  /** Send `text`; one that was `written` here leaves the input, and comes back when it cannot be sent. */
  send(text, { written = false } = {}) {
    const { chat, replyTo } = this;
    if (written) this.empty();
    else this.refresh();
    this.inTurn(
      () => api.sendText(chat.persona.id, { text, chat_id: chat.id, ...(replyTo && written ? { reply_to: replyTo } : {}) }),
      (error) => {
        if (written) this.bringBack(chat, text);
        toast(error instanceof api.Refused ? words.refused(error.message) : words.notSent, "problem");
      });
  }

  sendFiles(files, caption) {
    const { chat } = this;
    this.empty();
    files.forEach((entry, at) => {
      const said = at === 0 ? caption : "";
      this.inTurn(
        () => api.sendFile(chat.persona.id, chat.id, entry.file, entry.photo ? "photo" : "document", said),
        (error) => {
          if (chat === this.chat) this.files.putBack([entry]);
          this.bringBack(chat, said);
          toast(error instanceof api.Refused ? words.refused(error.message) : words.fileNotSent, "problem");
        });
    });
  }

  async press(key) {
    if (!key.request_contact) return this.send(key.text);
    const { chat } = this;
    const phone = await askPhone();
    if (!phone) return;
    const { id, name } = chat.persona;
    this.inTurn(
      async () => {
        await api.update(id, { type: "contact", phone_number: phone, first_name: name, user_id: id, chat_id: chat.id });
        if (chat.keyboard?.one_time) chat.keyboard = null;
        if (chat === this.chat) this.update();
      },
      (error) => toast(error instanceof api.Refused ? words.refused(error.message) : words.away, "problem"));
  }

  empty() {
    this.input.value = "";
    this.answerTo(null);
  }

  bringBack(chat, text) {
    if (!text) return;
    if (chat !== this.chat) {
      this.drafts.set(chat, { text, replyTo: null });
      return;
    }
    this.input.value = [text, this.input.value].filter(Boolean).join("\n");
    this.refresh();
  }

  inTurn(action, failed) {
    this.queue = this.queue.then(action).catch(failed);
  }
}
