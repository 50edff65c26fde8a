// The local chat's JSON interface (localchat/README.md), one function a route.

/** The server did not answer, or answered that it is broken. */
export class Away extends Error {}

/** The server understood and said no; `status` and its words are kept. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
    if (response.ok) return await response.json();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Away(String(error));
  }
  if (response.status >= 500) throw new Away(`HTTP ${response.status}`);
  const said = await response.json().catch(() => null);
  throw new Refused(response.status, said?.error ?? `HTTP ${response.status}`);
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const users = () => call("/local/users");
export const addUser = (name, role) => post("/local/users", { name, role });
export const chats = (user) => call(`/local/users/${user}/chats`);
export const commands = (user, chat) => call(`/local/users/${user}/commands?chat_id=${chat}`);
export const sendText = (user, message) => post(`/local/users/${user}/messages`, message);
export const tap = (user, button) => post(`/local/users/${user}/taps`, button);
export const update = (user, fields) => post(`/local/users/${user}/updates`, fields);

export function sendFile(user, chat, file, kind, caption) {
  const form = new FormData();
  form.append("chat_id", chat);
  form.append("kind", kind);
  if (caption) form.append("caption", caption);
  form.append("file", file, file.name);
  return call(`/local/users/${user}/messages`, { method: "POST", body: form });
}

/** Events of all chats of `user` after the cursor, waiting up to `wait` seconds for the first; rejects when `signal` aborts. */
export const events = (user, after, wait, signal) =>
  call(`/local/users/${user}/messages?after=${after}&wait=${wait}`, { signal });
