// @ts-check
/** The rows of an agenda are dragged by their handles; their ranks follow, and the button keeps them. */
const list = /** @type {HTMLTableSectionElement | null} */ (document.querySelector("tbody[data-ranks]"));
/** @type {HTMLTableRowElement | null} */
let held = null;
/** @param {Event} event */
const rowOf = (event) => /** @type {Element} */ (event.target).closest("tr");
list?.addEventListener("dragstart", (event) => (held = rowOf(event)));
list?.addEventListener("dragover", (event) => {
  const over = rowOf(event);
  if (held && over) event.preventDefault();
  if (held && over && over !== held) over[event.offsetY * 2 > over.offsetHeight ? "after" : "before"](held);
});
list?.addEventListener("dragend", () => {
  const tick = held?.querySelector("input[type=checkbox]");
  if (tick) /** @type {HTMLInputElement} */ (tick).checked = true;
  list.querySelectorAll("tr:has(:checked) input.rank").forEach((rank, at) => (/** @type {HTMLInputElement} */ (rank).value = String(at + 1)));
  document.getElementById("deplace")?.removeAttribute("hidden");
});
