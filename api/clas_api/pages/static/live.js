// @ts-check
/** What is marked `data-live` follows what one types in a form marked `data-computes`, asked as its button « Calculer »
 * asks it; or what others do, on a page that says how often to look: `data-follows`, in seconds. What was typed stays. */
const told = document.getElementById("en-direct");
let [asked, timer] = [0, 0];
/** @param {string} address @param {RequestInit} [options] */
async function refresh(address, options) {
  const of = ++asked;
  const answer = await fetch(address, options).catch(() => null);
  const text = await answer?.text().catch(() => "");
  if (of !== asked) return;
  const fresh = new DOMParser().parseFromString(answer?.redirected ? "" : (text ?? ""), "text/html");
  for (const part of document.querySelectorAll("[data-live]"))
    if (!part.contains(document.activeElement)) part.replaceChildren(...(fresh.getElementById(part.id) ?? part).childNodes);
  if (told) told.textContent = fresh.querySelector("[data-live]") ? "" : "Le service ne répond pas : ce qui suit n'est plus à jour.";
}
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-computes]"));
let typed = false;
function look() {
  if (form === null || !typed) return refresh(location.href);
  const body = new FormData(form);
  if (form.method === "get") {
    const address = `${form.getAttribute("action")}?${new URLSearchParams(/** @type {any} */ (body))}`;
    history.replaceState(null, "", address);
    return refresh(address);
  }
  body.set("action", "compute");
  return refresh(form.getAttribute("action") ?? "", { method: "POST", body });
}
form?.addEventListener("input", () => {
  typed = true;
  clearTimeout(timer);
  timer = window.setTimeout(look, Number(form.dataset.computes) || 600);
});
const every = /** @type {HTMLElement | null} */ (document.querySelector("[data-follows]"))?.dataset.follows;
if (every) setInterval(() => document.hidden || look(), 1000 * Number(every));
