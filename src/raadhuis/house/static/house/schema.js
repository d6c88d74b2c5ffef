// Shows the OpenAPI document of one API; nothing is sent anywhere but to this installation.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("schema");
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.url,
    docExpansion: "list",
    deepLinking: true,
    persistAuthorization: false,
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    // The document is ours and stands here; a link to one elsewhere is not followed.
    queryConfigEnabled: false,
    onComplete: () => {
      document.getElementById("servers")?.setAttribute("aria-label", place.dataset.servers);
      // The page has its own: a reader jumps to that one.
      place.querySelectorAll("main, [role=main]").forEach((part) => part.setAttribute("role", "group"));
    },
  });
});
