const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: "/api/openapi.json",
  deepLinking: true,
  tryItOutEnabled: true,
});
