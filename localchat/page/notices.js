// Toasts, alerts and the dialogs that ask something.
import { element, find, setText } from "./dom.js";

/** Show `text` for a while, longer for longer texts; a click puts it away. */
export function toast(text, kind = "info") {
  const made = element("p", { class: `toast ${kind}` }, text);
  const away = () => made.remove();
  made.addEventListener("click", away);
  find("toasts").append(made);
  setTimeout(away, 3000 + text.length * 80);
}

/** Put all toasts away: they were for somebody else. */
export const clearToasts = () => find("toasts").replaceChildren();

let alerts = Promise.resolve();

/** Show `text` until it is confirmed; several wait their turn. */
export function alertText(text) {
  alerts = alerts.then(() => {
    setText(find("alert-text"), text);
    return answered(find("alert-dialog"));
  });
}

/** The phone number to share, or null when that was cancelled. */
export async function askPhone() {
  const input = find("contact-phone");
  input.value = "13800000000";
  const answer = answered(find("contact-dialog"));
  input.select();
  return (await answer) === "share" ? input.value.trim() : null;
}

/** The name of a new user, or null when that was cancelled. */
export async function askName() {
  const input = find("user-name");
  input.value = "";
  const answer = await answered(find("user-dialog"));
  return answer === "add" && input.value.trim() ? input.value.trim() : null;
}

/** Show a picture large until it is closed, by its button, Escape or a click beside it. */
export function showPhoto(url, name) {
  const dialog = find("photo-dialog");
  Object.assign(find("photo-large"), { src: url, alt: name });
  dialog.onclick = (event) => event.target.closest("button") || dialog.close();
  dialog.showModal();
}

/** Show or hide the notice that the server is away. */
export function showConnection(text) {
  const notice = find("connection");
  notice.hidden = text === null;
  setText(notice, text ?? "");
}

function answered(dialog) {
  dialog.returnValue = "";
  const onEnter = (event) => submitByEnter(event, dialog);
  dialog.addEventListener("keydown", onEnter);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("keydown", onEnter);
      resolve(dialog.returnValue);
    }, { once: true });
  });
}

/** Enter in a field means the chief button, not the first one, which is "cancel". */
function submitByEnter(event, dialog) {
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  dialog.querySelector(".primary").click();
}
