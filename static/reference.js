// Draws the API reference from the description the application serves.

window.SwaggerUIBundle({
  url: "/v1/openapi.json",
  domNode: document.querySelector("#reference"),
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
