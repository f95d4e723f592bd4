// The theme changes at once; the profile learns of it in the same request.
const root = document.documentElement

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-theme-form]")) return
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark"
    event.target.elements.theme.value = next
    root.dataset.theme = root.dataset.bsTheme = next
    if (event.target.getAttribute("action") === "#") event.preventDefault()
  },
  true,
)
