// [data-help-open] links and F1 open the help of the screen beside it; a tip lights up the thing it speaks of; ?tour= goes on with a tour.
import { wantsNewTab } from "../lib/page.js"

const panel = () => document.getElementById("help")
const things = (key) => [...document.querySelectorAll(`[data-help="${CSS.escape(key)}"]`)].filter((thing) => thing.offsetParent !== null)
const lit = () => document.querySelectorAll(".is-explained")
let opener = null

function light(key) {
  lit().forEach((thing) => thing.classList.remove("is-explained"))
  if (key) things(key).forEach((thing) => thing.classList.add("is-explained"))
}

function openHelp(url, from) {
  if (!panel()?.contains(from)) opener = from
  from?.closest?.("[popover]:popover-open")?.hidePopover()
  window.htmx.ajax("GET", url, { target: "#help", swap: "innerHTML" })
}

function closeHelp() {
  if (!panel()?.open) return false
  light(null)
  panel().close()
  panel().replaceChildren()
  ;(opener?.isConnected ? opener : document.getElementById("help-button"))?.focus({ preventScroll: true })
  opener = null
  return true
}

// Over a modal dialog only another modal one can be reached; beside the page it leaves the page usable.
function show() {
  if (!panel().open) document.querySelector("dialog:modal") ? panel().showModal() : panel().show()
  panel().scrollTop = 0
  panel().querySelector("#help-title")?.focus({ preventScroll: true })
  const shown = panel().querySelector("[data-help-show]")?.dataset.helpFor
  light(shown)
  if (shown) things(shown)[0]?.scrollIntoView({ block: "center" })
}

const tipAt = (event) => panel()?.contains(event.target) && event.target.closest?.("[data-help-for]")

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-help-close]")) closeHelp()
  const link = event.target.closest?.("a[data-help-open]")
  if (!link || wantsNewTab(event) || !panel()) return
  event.preventDefault()
  if (link.id === "help-button" && panel().open) closeHelp()
  else openHelp(link.getAttribute("href"), link)
})

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const tip = tipAt(event)
    if (tip) light(tip.dataset.helpFor)
  })
}

document.addEventListener("htmx:after:settle", (event) => {
  if (event.target !== panel()) return
  panel().childElementCount ? show() : closeHelp()
})

document.addEventListener("close", (event) => event.target === panel() && light(null), true)

document.addEventListener(
  "keydown",
  (event) => {
    const button = document.getElementById("help-button")
    if (event.key === "F1" && button && !event.ctrlKey && !event.altKey) {
      event.preventDefault()
      if (!closeHelp()) openHelp(button.getAttribute("href"), document.activeElement)
    }
    const isOver = document.querySelector("dialog:modal:not(#help), [popover]:popover-open")
    if (event.key === "Escape" && panel()?.open && !isOver && closeHelp()) event.preventDefault()
  },
  true,
)

const [tour, step] = (new URLSearchParams(location.search).get("tour") ?? "").split(".")
if (panel() && /^[a-z_-]+$/.test(tour) && /^\d+$/.test(step)) openHelp(`${panel().dataset.tourUrl}${tour}/${step}/`, null)
