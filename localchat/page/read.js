// How far each chat was read, kept in this browser; without storage it lasts as long as the page.
const KEY = "localchat.read";
const memory = new Map(Object.entries(stored()));

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export const loadRead = (user, chat) => memory.get(`${user}/${chat}`) ?? 0;

export function saveRead(user, chat, cursor) {
  memory.set(`${user}/${chat}`, cursor);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(memory)));
  } catch {
    // storage may be forbidden or full: unread marks then start anew with the page
  }
}
