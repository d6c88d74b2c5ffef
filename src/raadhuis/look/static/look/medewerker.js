/* Employees: shortcuts declared in HTML, toasts, dialogs, row selection, and focus that stays after an htmx swap. */
(() => {
  "use strict";
  const root = document;
  const sprite = root.querySelector("svg.raadhuis-icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const SWITCH = "raadhuis-sneltoetsen";
  const stored = { get: () => { try { return localStorage.getItem(SWITCH); } catch { return null; } },
    set: (value) => { try { localStorage.setItem(SWITCH, value); } catch { /* private window: this page only */ } } };
  let enabled = stored.get() !== "uit";

  /* Toasts */
  const region = root.getElementById("meldingen");
  const icon = (name) => {
    const svg = root.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = root.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "raadhuis-icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
    return svg;
  };
  const element = (tag, className, ...children) => {
    const made = root.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  };
  const toast = (text, kind = "info") => {
    if (!region || !text) return;
    const close = element("button", "raadhuis-toast__close", icon("close"));
    close.type = "button";
    close.setAttribute("aria-label", region.dataset.close);
    const mark = element("span", "raadhuis-toast__icon", icon({ ok: "check", warning: "warning", error: "error" }[kind] ?? "info"));
    const box = element("div", `raadhuis-toast raadhuis-toast--${kind}`, mark, element("span", "raadhuis-toast__text", text), close);
    const remove = () => box.remove();
    close.addEventListener("click", remove);
    region.append(box);
    /* Errors stay; the rest goes, but not while it is being read. */
    if (kind !== "error") {
      let timer = setTimeout(remove, 7000);
      box.addEventListener("pointerenter", () => clearTimeout(timer));
      box.addEventListener("focusin", () => clearTimeout(timer));
      box.addEventListener("pointerleave", () => { timer = setTimeout(remove, 3000); });
    }
    while (region.children.length > 4) region.firstElementChild.remove();
  };
  root.addEventListener("melding", (event) => {
    const detail = event.detail ?? {};
    toast(detail.text ?? detail.value, detail.kind ?? "info");
  });
  root.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr?.getResponseHeader("HX-Trigger")) toast(region?.dataset.failed, "error");
  });
  root.addEventListener("htmx:sendError", () => toast(region?.dataset.offline, "error"));

  /* Dialogs and the user menu */
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    const dialog = opener && root.getElementById(opener.dataset.dialogOpen);
    if (dialog?.showModal) {
      event.preventDefault();
      if (dialog.id === "sneltoetsen") fillHelp(dialog);
      if (!dialog.open) dialog.showModal();
      return;
    }
    if (event.target.closest("[data-dialog-close]")) { event.target.closest("dialog")?.close(); return; }
    for (const menu of root.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  /* Rows */
  const rows = () => [...root.querySelectorAll("tr[data-row]")].filter((row) => row.offsetParent !== null);
  const currentRow = () => root.activeElement?.closest?.("tr[data-row]");
  const focusRow = (row) => {
    if (!row) return;
    for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (direction) => {
    const all = rows();
    const at = all.indexOf(currentRow());
    const kept = all.findIndex((row) => row.tabIndex === 0);
    if (at >= 0) focusRow(all[at + direction] ?? all[at]);
    else focusRow(all[Math.max(kept, 0)]);
  };
  const open = (row) => {
    const link = row.querySelector(`a[href="${CSS.escape(row.dataset.url ?? "")}"]`) ?? row.querySelector("a[href]");
    if (link) link.click();
    else if (row.dataset.url) window.location.assign(row.dataset.url);
  };
  const select = (row) => {
    const box = row?.querySelector("input[data-select]");
    if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
  };
  const counted = (scope) => {
    const boxes = [...scope.querySelectorAll("input[data-select]")];
    const chosen = boxes.filter((box) => box.checked).length;
    for (const all of scope.querySelectorAll("input[data-select-all]")) {
      all.checked = boxes.length > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    for (const bar of scope.querySelectorAll("[data-selection-bar]")) {
      bar.hidden = chosen === 0;
      for (const place of bar.querySelectorAll("[data-selection-count]")) {
        place.textContent = place.dataset.label ? `${chosen} ${place.dataset.label}` : `${chosen}`;
      }
    }
  };
  root.addEventListener("change", (event) => {
    const scope = event.target.closest("form") ?? event.target.closest("[data-table]") ?? root;
    if (event.target.matches("input[data-select-all]")) {
      for (const box of scope.querySelectorAll("input[data-select]")) box.checked = event.target.checked;
    }
    if (event.target.matches("input[data-select], input[data-select-all]")) counted(scope);
    if (event.target.matches("[data-shortcut-switch]")) {
      enabled = event.target.checked;
      stored.set(enabled ? "aan" : "uit");
    }
  });
  const prepare = () => {
    for (const frame of root.querySelectorAll("[data-table]")) {
      if (frame.scrollWidth <= frame.clientWidth) frame.removeAttribute("tabindex");
      else frame.tabIndex = 0;
      counted(frame.closest("form") ?? frame);
    }
    const all = rows();
    if (all.length && !all.some((row) => row.tabIndex === 0)) all.forEach((row, n) => { row.tabIndex = n ? -1 : 0; });
    for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
    const box = root.querySelector("[data-shortcut-switch]");
    if (box) box.checked = enabled;
  };

  /* Shortcuts */
  const declared = () => [...root.querySelectorAll("[data-shortcut]")];
  const meant = (target) => {
    if (target.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select")) { target.focus(); target.select?.(); }
    else target.click();
  };
  function fillHelp(dialog) {
    const list = dialog.querySelector("[data-shortcut-list]");
    for (const old of list.querySelectorAll("[data-made]")) old.remove();
    const seen = new Set();
    for (const target of declared()) {
      const keys = target.dataset.shortcut;
      if (seen.has(keys)) continue;
      seen.add(keys);
      const term = root.createElement("dt");
      for (const key of keys.split(" ")) {
        const shown = root.createElement("kbd");
        shown.textContent = key;
        term.append(shown, " ");
      }
      const meaning = root.createElement("dd");
      meaning.textContent = target.dataset.shortcutLabel ?? target.textContent.trim();
      const line = element("div", "", term, meaning);
      line.dataset.made = "";
      list.append(line);
    }
  }
  const typing = (target) => target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  let begun = "";
  let forget = 0;
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of root.querySelectorAll("details[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
      if (typing(event.target)) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (root.querySelector("dialog[open]")) return;
    const row = currentRow();
    if (event.key === "Enter" && row && root.activeElement === row) { event.preventDefault(); open(row); return; }
    if (!enabled) { if (event.key === "?") root.querySelector("[data-shortcut='?']")?.click(); return; }
    const wanted = begun ? `${begun} ${event.key}` : event.key;
    begun = "";
    clearTimeout(forget);
    const hit = declared().find((target) => target.dataset.shortcut === wanted);
    if (hit) { event.preventDefault(); meant(hit); return; }
    if (declared().some((target) => target.dataset.shortcut.startsWith(`${wanted} `))) {
      begun = wanted;
      forget = setTimeout(() => { begun = ""; }, 1500);
      return;
    }
    if (wanted === "j" || wanted === "k") { event.preventDefault(); step(wanted === "j" ? 1 : -1); }
    else if (wanted === "x" && row) { event.preventDefault(); select(row); }
  });

  /* After a swap focus returns to the same place: by id, else the same link, else the row with the same url, else the n-th row; what is gone
     for good leaves it at the heading of what came instead. */
  let place = null;
  root.addEventListener("htmx:beforeSwap", (event) => {
    const active = root.activeElement;
    const target = event.detail.target;
    place = null;
    if (!target?.contains?.(active) || active === root.body) return;
    const row = active.closest("tr[data-row]");
    const label = active.querySelector?.(":scope > .raadhuis-visually-hidden") ? active.firstChild?.textContent?.trim() : active.textContent?.trim();
    place = { id: active.id, tag: active.tagName, label, url: row?.dataset.url, index: row ? rows().indexOf(row) : -1, isRow: row === active };
  });
  const land = () => {
    const heading = root.querySelector("[data-landing] :is(h2, h3)") ?? root.querySelector("main h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  };
  root.addEventListener("htmx:afterSettle", () => {
    prepare();
    const was = place;
    place = null;
    if (!was || (root.activeElement && root.activeElement !== root.body)) return;
    const byId = was.id && root.getElementById(was.id);
    const sameRow = was.url !== undefined && rows().find((row) => row.dataset.url === was.url);
    const sameText = was.label && [...root.querySelectorAll(`${was.tag}[href]`)].find((link) => link.textContent.trim().startsWith(was.label));
    const nth = was.index >= 0 && rows()[Math.min(was.index, rows().length - 1)];
    if (byId) byId.focus();
    else if (was.isRow && (sameRow || nth)) focusRow(sameRow || nth);
    else if (sameText) sameText.focus();
    else if (sameRow || nth) focusRow(sameRow || nth);
    else land();
  });

  /* Forms in a dialog or panel: focus on what must be repaired; not twice. */
  root.addEventListener("htmx:afterSettle", (event) => event.target.querySelector?.("[data-error-summary]")?.focus());
  root.querySelector("[data-error-summary]")?.focus();
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-form]") || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    form.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  prepare();
})();
