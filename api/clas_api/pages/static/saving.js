// @ts-check
/**
 * A form that saves by itself: sent as its own button sends it, the page that comes back being what was answered (what
 * was saved, what was refused, the new figures). No rule and no sentence of the service is written twice here. What is
 * typed stays on the device until the service has it, under the name of whoever types it and of the page.
 */

/** @typedef {{ entries: [string, string][], revision: number, shown: string, sent: boolean }} Kept */

const PAUSE = 2000; // milliseconds without a key, after which what is typed is sent
const AGAIN = 10000; // between two tries, while the service cannot be reached
const NOT_TYPED = ["csrf_token", "revision", "shown", "action"];

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-saves]"));
if (form !== null) begin(form);

/** @param {HTMLFormElement} form */
function begin(form) {
  const place = `clas:${form.dataset.saves}:${location.pathname}`;
  let typed = 0; // how many times something was typed
  let saved = 0; // what of it the service has
  let sending = false;
  let leaving = false;
  let stopped = document.getElementById("entre-temps") !== null; // somebody else has saved in between: whoever types chooses
  /** @type {HTMLElement | null} */
  let pressed = null; // a button that was pressed while the form was on its way: it is sent after it
  /** @type {number | undefined} */
  let timer;

  /** @param {string} state @param {(string | Node)[]} parts */
  function tell(state, ...parts) {
    const told = /** @type {HTMLElement} */ (document.getElementById("enregistrement"));
    told.dataset.state = state;
    told.replaceChildren(...parts);
  }

  /** @returns {[string, string][]} */
  function entries() {
    return [...new FormData(form)].flatMap(([name, value]) =>
      NOT_TYPED.includes(name) || typeof value !== "string" ? [] : [[name, value]]);
  }

  /** @param {ParentNode} page @param {string} name @returns {HTMLInputElement | null} */
  const hidden = (page, name) => page.querySelector(`form[data-saves] [name=${name}]`);
  const revision = (/** @type {ParentNode} */ page = form) => Number(hidden(page, "revision")?.value);
  const shown = (/** @type {ParentNode} */ page = form) => hidden(page, "shown")?.value ?? "";

  /** @param {string} digests @param {number} number */
  function stand(digests, number) {
    /** @type {HTMLInputElement} */ (hidden(form, "revision")).value = String(number);
    hidden(form, "shown")?.setAttribute("value", digests);
  }

  /** @template T @param {() => T} act @returns {T | null} what a device says that may keep nothing: the page still warns before it is left */
  function device(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }

  const keep = (/** @type {boolean} */ sent) => device(() => localStorage.setItem(place, JSON.stringify(
    { entries: entries(), revision: revision(), shown: shown(), sent })));
  const forget = () => device(() => localStorage.removeItem(place));
  const kept = () => device(() => /** @type {Kept | null} */ (JSON.parse(localStorage.getItem(place) ?? "null")));
  /** @param {number} after */
  function later(after) {
    clearTimeout(timer);
    timer = window.setTimeout(save, after);
  }

  function changed() {
    typed += 1;
    keep(false);
    if (stopped) return;
    tell("waiting", "Pas encore enregistré…");
    later(PAUSE);
  }

  async function save() {
    clearTimeout(timer);
    if (sending || stopped || leaving || saved === typed) return;
    const of = typed;
    sending = true;
    tell("waiting", "Enregistrement…");
    const body = new FormData(form);
    body.set("action", "save");
    try {
      const answer = await fetch(/** @type {string} */ (form.getAttribute("action")), { method: "POST", body: new URLSearchParams(/** @type {any} */ (body)) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && page.querySelector("form[data-saves]")) accepted(page, of);
      else refused(answer.status, page);
    } catch {
      tell("failed", "Pas enregistré : le service ne répond pas. Ce que vous écrivez reste sur cet appareil, et sera "
        + "envoyé dès qu'il répondra.");
      later(AGAIN);
    } finally {
      sending = false;
    }
    if (pressed !== null) return form.requestSubmit(pressed);
    if (saved !== typed && saved === of) later(PAUSE);
  }

  /** @param {Document} page @param {number} of */
  function accepted(page, of) {
    saved = of;
    if (revision(page) <= revision() + 1) stand(shown(page), revision(page));
    else if (saved === typed && pressed === null) { // somebody else has saved in between: what they wrote on this page is shown
      const at = document.activeElement?.id;
      form.replaceChildren(.../** @type {HTMLFormElement} */ (page.querySelector("form[data-saves]")).childNodes);
      if (at) document.getElementById(at)?.focus();
    }
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh !== null) part.replaceChildren(...fresh.childNodes);
    }
    if (saved === typed) forget();
    tell("saved", page.querySelector(".alert-success p")?.firstChild?.textContent?.trim() || "Enregistré.");
  }

  /** @param {number} status @param {Document} page */
  function refused(status, page) {
    const stale = page.getElementById("entre-temps");
    const wrong = page.querySelectorAll("#refus li");
    if (stale !== null) {
      stopped = true;
      stand(shown(page), revision(page));
      document.getElementById("entre-temps")?.remove();
      form.before(stale);
      tell("failed", "Pas enregistré : une même question a deux réponses. ", link("#entre-temps", "Voir ce qui diffère"), ".");
    } else if (wrong.length > 0) {
      const list = document.createElement("ul");
      list.append(...wrong);
      tell("failed", "Pas encore enregistré : ce qui suit est à corriger.", list);
    } else if (status === 401 || status === 403) {
      const sign_in = link("/connexion", "Reconnectez-vous dans un nouvel onglet");
      sign_in.target = "_blank";
      tell("failed", "Pas enregistré : votre session a pris fin. ", sign_in, ", puis revenez ici : ce que vous avez "
        + "écrit y est encore, et sera envoyé.");
    } else {
      tell("failed", `Pas enregistré : le service a une difficulté (${status}). Ce que vous écrivez reste sur cet `
        + "appareil, et sera envoyé de nouveau.");
      later(AGAIN);
    }
  }

  /** @param {string} address @param {string} words */
  function link(address, words) {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = words;
    return made;
  }

  /** @param {Kept} before */
  function offer(before) {
    const box = /** @type {HTMLElement} */ (document.getElementById("reprendre"));
    box.hidden = false;
    box.addEventListener("click", (event) => {
      const chosen = /** @type {HTMLButtonElement} */ (event.target).value;
      if (chosen) box.remove();
      if (chosen === "restore") restore(before);
      if (chosen === "forget") forget();
    });
  }

  /** Lines of a budget by their account, since their rank changes: `budget/3` is `641 0`, say.
   * @param {[string, string][]} entries @returns {Map<string, string>} */
  function lines(entries) {
    const accounts = entries.filter(([name]) => name.endsWith("/account"));
    return new Map(accounts.map(([name, of], at) =>
      [name.slice(0, -8), `${of} ${accounts.slice(0, at).filter(([, other]) => other === of).length}`]));
  }

  /** @param {Kept} before */
  function restore(before) {
    const here = new Map([...lines(entries())].map(([line, of]) => [of, line]));
    const there = lines(before.entries);
    const typed_ = before.entries.map(([name, value]) => {
      const line = name.split("/", 2).join("/"), of = there.get(line);
      return /** @type {[string, string]} */ ([of ? (here.get(of) ?? "?") + name.slice(line.length) : name, value]);
    });
    stand(before.shown, before.revision);
    const names = new Set(typed_.map(([name]) => name));
    for (const each of form.elements) {
      const field = /** @type {HTMLInputElement} */ (each);
      if (!field.name || NOT_TYPED.includes(field.name) || field.type === "hidden") continue;
      const values = typed_.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (names.has(field.name)) field.value = values[0];
    }
    changed();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", () => { if (saved !== typed) later(0); });
  form.addEventListener("submit", (event) => {
    pressed = null;
    if (sending) {
      event.preventDefault();
      pressed = event.submitter;
      return;
    }
    leaving = true;
    clearTimeout(timer);
    if (saved !== typed) keep(true);
  });
  addEventListener("online", save);
  addEventListener("focus", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (leaving || saved === typed) return;
    save();
    event.preventDefault();
  });

  const before = kept();
  if (before === null) return;
  const same = JSON.stringify(before.entries) === JSON.stringify(entries());
  if (same || (before.sent && revision() > before.revision)) forget();
  else if (!document.getElementById("refus") && !document.getElementById("entre-temps")) offer(before);
}
