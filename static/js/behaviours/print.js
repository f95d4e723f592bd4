// Paper is light whatever the screen is.
const root = document.documentElement
let shown = ""

addEventListener("beforeprint", () => {
  shown = root.dataset.bsTheme
  root.dataset.bsTheme = "light"
})
addEventListener("afterprint", () => {
  root.dataset.bsTheme = shown
})
