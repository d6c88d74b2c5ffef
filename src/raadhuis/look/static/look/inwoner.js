/* Residents: the page is complete without this. It moves focus to what must be repaired, prevents sending twice, warns
   before input is lost, and says early that a file is too large. */
(() => {
  "use strict";
  const texts = document.getElementById("look-tekst")?.dataset ?? {};

  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    document.title = `(!) ${document.title}`;
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
      (field.closest("fieldset") ?? label ?? field).scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    });
  }

  const unsaved = new Set();
  for (const form of document.querySelectorAll("form[data-form]")) {
    form.addEventListener("input", () => unsaved.add(form));
    form.addEventListener("submit", (event) => {
      if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
      unsaved.clear();
      form.setAttribute("aria-busy", "true");
      const button = event.submitter;
      if (button) {
        button.setAttribute("aria-busy", "true");
        button.setAttribute("aria-disabled", "true");
      }
    });
  }
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
  /* Back from the browser's cache: the form can be sent again. */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const busy of document.querySelectorAll("[aria-busy='true']")) {
      busy.removeAttribute("aria-busy");
      busy.removeAttribute("aria-disabled");
    }
  });

  const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
  document.addEventListener("change", (event) => {
    const input = event.target.closest("input[data-file]");
    const place = input && document.querySelector(`[data-file-chosen="${CSS.escape(input.id)}"]`);
    if (!place) return;
    const limit = Number(input.dataset.maxSize || 0);
    const list = document.createElement("ul");
    for (const file of input.files) {
      const item = document.createElement("li");
      const tooLarge = limit && file.size > limit;
      item.textContent = `${tooLarge ? `${texts.tooLarge ?? ""} ` : ""}${file.name} (${size(file.size)})`;
      if (tooLarge) item.className = "is-too-large";
      list.append(item);
    }
    place.replaceChildren(...(input.files.length ? [list] : []));
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); return; }
    event.target.closest("[data-dialog-close]")?.closest("dialog")?.close();
  });
})();
