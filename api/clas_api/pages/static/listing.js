// @ts-check
/**
 * The list of dossiers by keyboard: j and k from one to the next, x to tick, ? to read the keys. A link has the focus,
 * so that Enter opens it by itself. And an act on many dossiers goes on as its button would.
 */

/** @type {NodeListOf<HTMLTableRowElement>} */
const rows = document.querySelectorAll("[data-listing] tbody tr");

document.addEventListener("keydown", event => {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input:not([type=checkbox]), select, textarea")) return;
  const here = [...rows].findIndex(row => row.contains(document.activeElement));
  const step = { j: 1, k: -1 }[event.key];
  if (step !== undefined) rows[Math.min(Math.max(here < 0 ? 0 : here + step, 0), rows.length - 1)]?.querySelector("a")?.focus();
  else if (event.key === "x") /** @type {HTMLInputElement | null} */ (rows[here]?.querySelector("[type=checkbox]"))?.click();
  else if (event.key === "?") {
    const keys = document.querySelector("details:has(kbd)");
    if (keys === null) return;
    /** @type {HTMLDetailsElement} */ (keys).open = true;
    keys.querySelector("summary")?.focus();
  } else return;
  event.preventDefault();
});

/** @type {HTMLButtonElement | null | undefined} */ (document.querySelector("[data-goes-on] button"))?.click();
