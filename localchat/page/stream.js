// Keeps the page up to date: one long poll for the persona in front, short rounds for the others.
import * as api from "./api.js";

const LONG_WAIT = 25; // seconds
const ROUND = 3000; // milliseconds between looks at the personas in the background
const RETRY = 1000;

/** Calls `onEvents(persona, events, caughtUp)`, `onAway()`, `onBack()`, `onLost()` and, once a round, `onRound()`. */
export class Stream {
  constructor(handlers) {
    this.handlers = handlers;
    this.persona = null;
    this.away = false;
    this.interrupt = new AbortController();
    document.addEventListener("visibilitychange", () => this.interrupt.abort("visibility"));
  }

  /** From now on this persona is the one in front. */
  watch(persona) {
    this.persona = persona;
    this.interrupt.abort("moved");
  }

  /** Poll for ever; `others()` names the personas that exist now. */
  run(others) {
    this.foreground();
    this.background(others);
  }

  async foreground() {
    for (;;) {
      this.interrupt = new AbortController();
      if (this.persona === null) await pause(RETRY, this.interrupt.signal);
      else await this.look(this.persona, this.interrupt);
    }
  }

  async look(persona, interrupt) {
    const wait = persona.caughtUp && !document.hidden && !this.away ? LONG_WAIT : 0;
    const hung = setTimeout(() => interrupt.abort("hung"), (wait + 10) * 1000);
    try {
      const answer = await api.events(persona.id, persona.cursor, wait, interrupt.signal);
      if (this.cameBack()) return;
      this.deliver(persona, answer);
      if (document.hidden) await pause(ROUND, interrupt.signal);
    } catch (error) {
      await this.failed(persona, error, interrupt);
    } finally {
      clearTimeout(hung);
    }
  }

  async failed(persona, error, interrupt) {
    if (error instanceof api.Refused) this.handlers.onLost();
    else if (interrupt.signal.aborted && interrupt.signal.reason !== "hung") return;
    else if (!(error instanceof api.Away) && !interrupt.signal.aborted) throw error;
    else if (!this.away) {
      this.away = true;
      this.handlers.onAway();
    }
    await pause(RETRY, new AbortController().signal);
  }

  cameBack() {
    if (!this.away) return false;
    this.away = false;
    this.handlers.onBack();
    return true;
  }

  deliver(persona, answer) {
    const caughtUp = persona.caughtUp;
    // A cursor behind ours: the server keeps another world than before, so the next look starts from the beginning.
    if (answer.cursor < persona.cursor) persona.reset();
    else this.handlers.onEvents(persona, persona.apply(answer), caughtUp);
  }

  async background(others) {
    for (;;) {
      for (const persona of this.away ? [] : others()) if (persona !== this.persona) await this.glance(persona);
      if (!this.away) await this.handlers.onRound();
      await pause(document.hidden ? ROUND * 5 : ROUND, new AbortController().signal);
    }
  }

  async glance(persona) {
    try {
      const answer = await api.events(persona.id, persona.cursor, 0, AbortSignal.timeout(10000));
      if (!this.away && persona !== this.persona) this.deliver(persona, answer);
    } catch {
      // the poll in front notices a server that is away; here the next round tries again
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
