/* The worklist refreshes without disturbing who works in it; a refused form is shown with what was typed. */
(() => {
  "use strict";
  const isPoll = (event) => event.detail.elt?.matches?.("[data-poll]") && event.detail.requestConfig?.verb === "get";

  /* Nothing is asked while nobody looks, or while somebody chooses a colleague. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isPoll(event)) return;
    const busy = document.activeElement?.closest?.("[data-selection-bar]");
    if (document.hidden || busy || document.querySelector("dialog[open]")) event.preventDefault();
  });

  /* What was selected stays selected. */
  let selected = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr, target } = event.detail;
    selected = target?.id === "lijst" && requestConfig?.elt === target
      ? [...target.querySelectorAll("input[data-select]:checked")].map((box) => box.value) : [];
    /* A page of a zaak that says why something is refused is an answer, not a failure. */
    if (xhr.status >= 400 && xhr.responseText.includes('id="zaak"')) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const value of selected) {
      const box = document.querySelector(`#lijst input[data-select][value="${CSS.escape(value)}"]`);
      if (box) { box.checked = true; box.dispatchEvent(new Event("change", { bubbles: true })); }
    }
    selected = [];
  });

  /* A poll that fails is said once, quietly; the next one tries again. Capture: before the toast of the house. */
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isPoll(event)) return;
      event.stopImmediatePropagation();
      const note = event.detail.elt.querySelector("[data-offline]");
      if (note) note.hidden = false;
    }, true);
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = event.detail;
    if (isPoll(event) && successful) elt.querySelector("[data-offline]")?.setAttribute("hidden", "");
    /* A form that could not be sent may be sent again. */
    if (elt?.matches?.("form[data-form]")) {
      for (const busy of [elt, ...elt.querySelectorAll("[aria-busy]")]) busy.removeAttribute("aria-busy");
    }
  });
})();
