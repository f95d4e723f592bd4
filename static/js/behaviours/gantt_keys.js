// The same by keyboard: Alt and arrows put the focused bar a day (in a week: an hour) earlier or later, with Shift they move its end.
import { chartOf, put } from "../lib/terms.js"

const WAYS = { ArrowLeft: -1, ArrowRight: 1 }
let moved = ""

document.addEventListener("keydown", (event) => {
  const bar = event.altKey && !event.ctrlKey && !event.metaKey && event.target.closest?.("[data-term-url]")
  if (!bar || !WAYS[event.key]) return
  event.preventDefault()
  moved = bar.id
  put(bar, WAYS[event.key] * Number(chartOf(bar).snap), event.shiftKey)
})

// The chart comes anew: the focus goes on with the same bar.
document.addEventListener("htmx:after:settle", () => {
  const bar = moved && document.getElementById(moved)
  if (!bar || (document.activeElement !== document.body && document.activeElement !== document.getElementById("main"))) return
  bar.focus({ preventScroll: false })
  moved = ""
})
