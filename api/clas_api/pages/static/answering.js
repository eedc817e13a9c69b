// @ts-check
/**
 * A form whose answer is an address, answered while one types: it is asked as its own button asks it, and the answer of
 * the page that comes back is shown in place of the one before.
 */

const PAUSE = 600; // milliseconds without a key, after which it is asked

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-answers]"));
const answer = document.getElementById("reponse");
const told = document.getElementById("en-bref");
if (form !== null && answer !== null && told !== null) begin(form, answer, told);

/** @param {HTMLFormElement} form @param {HTMLElement} answer @param {HTMLElement} told */
function begin(form, answer, told) {
  /** @type {number | undefined} */
  let timer;
  let asked = 0;

  async function ask() {
    const of = ++asked;
    const typed = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    typed.set("action", "compute");
    const address = `${form.getAttribute("action")}?${typed}`;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      const fresh = page.getElementById("reponse");
      if (of !== asked || fresh === null) return;
      answer.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      const total = answer.querySelector(".total");
      told.dataset.state = total ? "saved" : "waiting";
      told.textContent = total ? `En tout : ${total.firstChild?.textContent}` : "Pas encore calculé : il reste à préciser.";
    } catch {
      if (of !== asked) return;
      told.dataset.state = "failed";
      told.textContent = "Le service ne répond pas. Ce que vous avez écrit reste sur cette page : « Calculer » l'enverra.";
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
}
