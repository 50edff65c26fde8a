// The chat page: puts the parts together and decides which persona and chat are in front.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { find } from "./dom.js";
import { Log, showIntro, showTyping } from "./log.js";
import { askName, clearToasts, showConnection, showPhoto, toast } from "./notices.js";
import { revealPersona, shortName, showHead, showPeople } from "./people.js";
import { Stream } from "./stream.js";
import { answered, tap } from "./taps.js";
import { words } from "./words.js";
import { Persona } from "./world.js";

const personas = new Map(); // id -> Persona, in the server's order
const log = new Log();
const composer = new Composer();
const stream = new Stream({ onEvents, onAway, onBack, onLost: refreshQuietly, onRound: lookForUsers });
const pointer = matchMedia("(hover: hover)");
const CLICKABLE = "[data-data], [data-command], [data-reply], [data-goto], [data-photo], .spoiler:not(.open)";
let front = null; // the chat in front

async function refresh() {
  await loadUsers();
  await Promise.all([...personas.values()].map(loadChats));
  openFromAddress();
}

async function loadUsers() {
  const users = await api.users();
  for (const user of users) if (!personas.has(user.id)) personas.set(user.id, new Persona(user));
  const known = new Set(users.map((user) => user.id));
  for (const id of personas.keys()) if (!known.has(id)) personas.delete(id);
}

async function loadChats(persona) {
  for (const chat of await api.chats(persona.id)) persona.ensureChat(chat);
}

/** Bring the chat to the front that the address names: #1001, or #2001/-1001000000001 for a group. */
function openFromAddress() {
  const [, user, chat] = /^#(\d+)(?:\/(-?\d+))?$/.exec(location.hash) ?? [];
  const persona = personas.get(Number(user)) ?? personas.values().next().value;
  if (!persona) return toast(words.noPersonas, "problem");
  const wanted = persona.chats.get(Number(chat ?? persona.id)) ?? persona.chats.get(persona.id);
  open(wanted);
}

/** Others may add users through the interface at any time: show them. */
async function lookForUsers() {
  const before = personas.size;
  await loadUsers().catch(() => {}); // the poll in front notices a server that is away
  if (personas.size !== before) await refreshQuietly();
}

function refreshQuietly() {
  return refresh().catch(() => {}); // the poll in front notices a server that is away
}

const address = (chat) => (chat.group ? `#${chat.persona.id}/${chat.id}` : `#${chat.persona.id}`);

function open(chat) {
  if (location.hash !== address(chat)) history.replaceState(null, "", address(chat));
  if (chat === front) return show();
  const moved = chat.persona !== front?.persona;
  front = chat;
  if (moved) {
    clearToasts();
    stream.watch(chat.persona);
  }
  log.open(chat);
  composer.open(chat, shortName(chat.persona));
  show();
  revealPersona(chat.persona);
  if (pointer.matches) find("composer").focus();
}

/** Bring everything around the log up to date. */
function show() {
  if (!document.hidden) front.markRead();
  const typing = front.typingUntil > Date.now();
  showPeople(personas, front.persona);
  showHead(front, typing);
  showIntro(front);
  showTyping(typing, log);
}

function onEvents(persona, events, caughtUp) {
  for (const event of events) {
    if (event.type === "callback_answer") answered(event);
    if (event.type === "inline_answer") composer.offers.answered(event);
    if (event.type === "typing") setTimeout(() => front && show(), 5100);
  }
  if ([...persona.chats.values()].some((chat) => chat.group && !chat.title)) loadChats(persona).then(show, () => {});
  if (persona === front?.persona) {
    if (!caughtUp) log.open(front);
    else for (const event of events) if (event.chat_id === front.id) log.apply(event);
    composer.update();
  }
  if (front) show();
}

function onAway() {
  showConnection(words.away);
  find("chat").classList.add("away");
}

/** The server is back, perhaps with another world: hear everything again. */
async function onBack() {
  for (const persona of personas.values()) persona.reset();
  showConnection(null);
  find("chat").classList.remove("away");
  toast(words.back);
  await refreshQuietly();
}

async function addUser() {
  const name = await askName();
  if (!name) return;
  try {
    const user = await api.addUser(name, "enterprise");
    await refresh();
    location.hash = `#${user.id}`;
  } catch (error) {
    toast(error instanceof api.Refused ? words.refused(error.message) : words.away, "problem");
  }
}

/** What a click in the log does is written on the element. */
function clickedInLog(event) {
  const target = event.target.closest(CLICKABLE);
  if (!target) return;
  const { data, command, reply, goto: original, photo, name } = target.dataset;
  if (data !== undefined) tap(target, front);
  else if (command) composer.send(command);
  else if (reply) composer.answerTo(Number(reply)), find("composer").focus();
  else if (original) log.goTo(original);
  else if (photo) showPhoto(photo, name);
  else reveal(target);
}

function reveal(spoiler) {
  spoiler.classList.add("open");
  for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
}

function keyInLog(event) {
  if (!event.target.matches(".spoiler:not(.open)") || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  reveal(event.target);
}

function clickedPersona(event) {
  const button = event.target.closest("[data-persona]");
  if (button) location.hash = `#${button.dataset.persona}`;
}

function clickedTab(event) {
  const button = event.target.closest("[data-chat]");
  if (button) location.hash = address(front.persona.chats.get(Number(button.dataset.chat)));
}

async function begin() {
  find("log").addEventListener("click", clickedInLog);
  find("log").addEventListener("keydown", keyInLog);
  find("personas").addEventListener("click", clickedPersona);
  find("chats").addEventListener("click", clickedTab);
  find("add-user").addEventListener("click", addUser);
  find("start").addEventListener("click", () => composer.send("/start"));
  document.querySelector(".skip").addEventListener("click", (event) => (event.preventDefault(), find("composer").focus()));
  window.addEventListener("hashchange", openFromAddress);
  document.addEventListener("visibilitychange", () => front && show());
  await firstLoad();
  stream.run(() => [...personas.values()]);
}

/** Load users and chats, waiting for the server as long as it takes. */
async function firstLoad() {
  for (;;) {
    try {
      await refresh();
      return showConnection(null);
    } catch {
      showConnection(words.away);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

begin();
