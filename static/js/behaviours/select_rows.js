// Rows with [data-check]: the head box takes all, Shift a range, [data-bulk-all] all that match; the bulk bar says how many; Esc clears.
import { say } from "../lib/page.js"

const scopeOf = (box) => box.closest("[data-selection]:not([data-bulk])") ?? document
const boxes = (scope) => [...scope.querySelectorAll("[data-check]")]
const barOf = (scope) => scope.querySelector("[data-bulk]") ?? document.querySelector("[data-bulk]")
let last = null

function show(scope) {
  const chosen = boxes(scope).filter((box) => box.checked)
  boxes(scope).forEach((box) => box.closest("tr, [data-record]")?.classList.toggle("sel", box.checked))
  const head = scope.querySelector("[data-check-all]")
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === boxes(scope).length
    head.indeterminate = chosen.length > 0 && !head.checked
  }
  const bar = barOf(scope)
  if (!bar) return
  const all = bar.querySelector("[data-bulk-all]")
  if (all && chosen.length === 0) all.checked = false
  if (bar.hidden && chosen.length) document.body.dispatchEvent(new CustomEvent("bulk:begin"))
  bar.hidden = chosen.length === 0
  const count = bar.querySelector("[data-bulk-count]")
  if (count) count.textContent = say("selected", { n: all?.checked ? all.dataset.bulkNumber : chosen.length })
}

function range(from, to, checked) {
  const all = boxes(scopeOf(to))
  const [first, second] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other)
  if (first >= 0) all.slice(first, second + 1).forEach((box) => (box.checked = checked))
}

document.addEventListener("change", (event) => {
  const box = event.target
  if (box.matches?.("[data-check-all]") || (box.matches?.("[data-bulk-all]") && box.checked)) boxes(scopeOf(box)).forEach((one) => (one.checked = box.checked))
  const all = box.matches?.("[data-check-all], [data-check]") && !box.checked && barOf(scopeOf(box))?.querySelector("[data-bulk-all]")
  if (all) all.checked = false
  if (box.matches?.("[data-check-all], [data-check], [data-bulk-all]")) show(scopeOf(box))
})

document.addEventListener("click", (event) => {
  const box = event.target
  if (box.closest?.("[data-bulk-clear]")) clear()
  if (!box.matches?.("[data-check]")) return
  if (event.shiftKey && last?.isConnected) range(last, box, box.checked)
  last = box
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
  if (box || event.target.closest?.("[data-bulk]")) show(box ? scopeOf(box) : document)
})
