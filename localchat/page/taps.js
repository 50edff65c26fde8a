// Taps on inline buttons: the button waits until its answer, an edit of its message, or a while.
import * as api from "./api.js";
import { alertText, toast } from "./notices.js";
import { words } from "./words.js";

const PATIENCE = 20000; // milliseconds a button waits
const waiting = new Map(); // callback_query_id -> button
const early = new Map(); // answers that came before the server said which tap they answer

/** Send the tap on `button`; taps on a button that waits already are left out. */
export async function tap(button, chat) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const message_id = Number(button.closest(".message").dataset.id);
  try {
    const sent = await api.tap(chat.persona.id, { message_id, data: button.dataset.data, chat_id: chat.id });
    expect(sent.callback_query_id, button);
  } catch (error) {
    button.removeAttribute("aria-busy");
    toast(error instanceof api.Refused ? words.refused(error.message) : words.away, "problem");
  }
}

function expect(id, button) {
  waiting.set(id, button);
  if (early.has(id)) return answered(early.get(id));
  setTimeout(() => {
    // A button that an edit has replaced is no longer in the page: its tap was answered by the edit.
    if (waiting.delete(id) && button.isConnected) toast(words.noAnswer, "problem");
    button.removeAttribute("aria-busy");
  }, PATIENCE);
}

/** Show the bot's answer to a tap made on this page; others' answers are kept a while in case their tap is still on its way. */
export function answered(event) {
  const button = waiting.get(event.callback_query_id);
  if (!button) {
    early.set(event.callback_query_id, event);
    setTimeout(() => early.delete(event.callback_query_id), PATIENCE);
    return;
  }
  waiting.delete(event.callback_query_id);
  early.delete(event.callback_query_id);
  button.removeAttribute("aria-busy");
  if (!event.text) return;
  if (event.show_alert) alertText(event.text);
  else toast(event.text);
}
