// <details data-remember="key"> stays as one left it; contents of the handbook are folded on narrow screens.
const PREFIX = "fold:"

function apply(root) {
  root.querySelectorAll?.("details[data-remember]").forEach((details) => {
    const kept = localStorage.getItem(PREFIX + details.dataset.remember)
    if (kept) details.open = kept === "open"
  })
  if (matchMedia("(max-width: 1199.98px)").matches) root.querySelectorAll?.("details.k-tocd").forEach((details) => (details.open = false))
}

document.addEventListener(
  "toggle",
  (event) => {
    const key = event.target.dataset?.remember
    if (key) localStorage.setItem(PREFIX + key, event.target.open ? "open" : "closed")
  },
  true,
)

document.addEventListener("htmx:after:settle", (event) => apply(event.target))
apply(document)
