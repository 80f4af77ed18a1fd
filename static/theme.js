// Light, dark or as the system. Runs before the first paint, so it is not a module.
(() => {
  const root = document.documentElement;
  const order = ["system", "light", "dark"];
  const read = () => {
    try {
      return localStorage.getItem("theme") ?? "system";
    } catch {
      return "system"; // storage is switched off: the system decides
    }
  };
  const apply = (theme) => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.setAttribute("aria-label", button.dataset[theme]);
      button.title = button.dataset[theme];
    }
  };
  apply(read());
  document.addEventListener("DOMContentLoaded", () => apply(read()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = order[(order.indexOf(read()) + 1) % order.length];
    try {
      localStorage.setItem("theme", next);
    } catch {
      // The choice then lasts as long as this page.
    }
    apply(next);
  });
})();
