// Rows with [data-check]: the head box takes all, the bulk bar appears with the first and says how many; Esc clears.
import { say } from "../lib/page.js"

const scopeOf = (box) => box.closest("[data-selection]") ?? document
const boxes = (scope) => [...scope.querySelectorAll("[data-check]")]

function show(scope) {
  const chosen = boxes(scope).filter((box) => box.checked)
  boxes(scope).forEach((box) => box.closest("tr, [data-record]")?.classList.toggle("sel", box.checked))
  const head = scope.querySelector("[data-check-all]")
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === boxes(scope).length
    head.indeterminate = chosen.length > 0 && !head.checked
  }
  const bar = scope.querySelector("[data-bulk]") ?? document.querySelector("[data-bulk]")
  if (!bar) return
  bar.hidden = chosen.length === 0
  const count = bar.querySelector("[data-bulk-count]")
  if (count) count.textContent = say("selected", { n: chosen.length })
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-check-all]")) boxes(scopeOf(event.target)).forEach((box) => (box.checked = event.target.checked))
  if (event.target.matches?.("[data-check-all], [data-check]")) show(scopeOf(event.target))
})

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-bulk-clear]")) clear()
})

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], [popover]:popover-open")) clear()
})

function clear() {
  const checked = [...document.querySelectorAll("[data-check]:checked")]
  checked.forEach((box) => (box.checked = false))
  if (checked.length) show(scopeOf(checked[0]))
}

document.addEventListener("htmx:after:settle", (event) => {
  const box = event.target.querySelector?.("[data-check]")
  if (box) show(scopeOf(box))
})
