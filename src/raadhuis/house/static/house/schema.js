/* Sends one operation to this installation, as its form says, and shows the answer. */
(() => {
  "use strict";
  const MOST = 200_000; // characters of an answer that are shown
  const form = document.querySelector("[data-try]");
  const answer = document.querySelector("[data-answer]");
  const button = form.querySelector("[data-try-button]");
  const token = form.elements.namedItem("token");
  const kept = { get: () => { try { return sessionStorage.getItem("raadhuis-token"); } catch { return null; } },
    set: (value) => { try { sessionStorage.setItem("raadhuis-token", value); } catch { /* private window: this page only */ } } };
  const show = (name, text) => { answer.querySelector(`[data-${name}]`).textContent = text; };
  token.value = kept.get() ?? "";
  document.querySelector("[data-without]").hidden = true;
  form.querySelector("fieldset").disabled = false;

  /* The name of a field says where its value goes: "query:page". */
  const values = (place) => [...form.elements]
    .filter((field) => field.name.startsWith(`${place}:`) && (field.type === "file" ? field.files.length : field.value !== ""))
    .map((field) => [field.name.slice(place.length + 1), field.type === "file" ? field.files[0] : field.value]);

  const request = () => {
    const query = new URLSearchParams(values("query")).toString();
    const path = values("path").reduce((found, [name, value]) => found.replace(`{${name}}`, encodeURIComponent(value)), form.dataset.path);
    const headers = new Headers(values("header"));
    if (token.value.trim()) headers.set("Authorization", `Bearer ${token.value.trim().replace(/^Bearer\s+/i, "")}`);
    const sent = { method: form.dataset.method, headers, credentials: "omit" };
    const parts = values("body");
    if (form.dataset.media === "multipart/form-data") {
      sent.body = new FormData();
      for (const [name, value] of parts) sent.body.append(name, value);
    } else if (parts.length) {
      headers.set("Content-Type", form.dataset.media);
      sent.body = parts[0][1];
    }
    return [query ? `${path}?${query}` : path, sent];
  };

  const readable = async (response) => {
    const kind = response.headers.get("Content-Type") ?? "";
    if (!/json|text|yaml|csv/.test(kind)) return (await response.blob()).size ? form.dataset.binary : "";
    const text = await response.text();
    try { return JSON.stringify(JSON.parse(text), null, 2).slice(0, MOST); } catch { return text.slice(0, MOST); }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    kept.set(token.value);
    const [address, sent] = request();
    button.setAttribute("aria-busy", "true");
    show("request", `${sent.method} ${address}`);
    try {
      const response = await fetch(address, sent);
      show("headers", [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n"));
      show("body", await readable(response));
      show("status", `${response.status} ${response.statusText}`.trim());
    } catch {
      for (const name of ["headers", "body"]) show(name, "");
      show("status", form.dataset.failed);
    }
    button.removeAttribute("aria-busy");
    answer.hidden = false;
    answer.querySelector("h2").focus();
  });
})();
