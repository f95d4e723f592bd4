// Runs before paint: «as the system» becomes light or dark, so that nothing flashes.
const root = document.documentElement
const system = matchMedia("(prefers-color-scheme: dark)")
const asked = new URLSearchParams(location.search).get("theme")

function apply() {
  const wanted = asked || root.dataset.theme
  root.dataset.bsTheme = wanted === "light" || wanted === "dark" ? wanted : system.matches ? "dark" : "light"
}

apply()
system.addEventListener("change", apply)
