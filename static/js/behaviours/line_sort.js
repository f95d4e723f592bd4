// [data-line-sort="/…/lines/0/place/999/"]: a product of a deal is put elsewhere by its grip: dragged, or with the arrow keys.
let dragged = null
let focused = ""

const listOf = (element) => element?.closest?.("[data-line-sort]")
const lineOf = (element) => element?.closest?.("[data-line]")
const order = (list) => [...list.querySelectorAll("[data-line]")].map((line) => line.dataset.line)

function send(list, line, number) {
  const url = list.dataset.lineSort.replace("/0/", `/${line.dataset.line}/`).replace("/999/", `/${number}/`)
  const csrfmiddlewaretoken = list.querySelector("input[name=csrfmiddlewaretoken]").value
  window.htmx.ajax("POST", url, { source: list, swap: "none", values: { csrfmiddlewaretoken, seen: list.dataset.seen } })
}

document.addEventListener("mousedown", (event) => {
  const line = event.target.closest?.(".k-grip") && lineOf(event.target)
  if (line && listOf(line)) line.draggable = true
})

document.addEventListener("mouseup", (event) => {
  if (lineOf(event.target)) lineOf(event.target).draggable = false
})

document.addEventListener("dragstart", (event) => {
  dragged = listOf(event.target) && event.target.draggable ? lineOf(event.target) : null
  if (dragged) event.dataTransfer.effectAllowed = "move"
})

document.addEventListener("dragover", (event) => {
  const over = dragged && lineOf(event.target)
  if (!over || listOf(over) !== listOf(dragged)) return
  event.preventDefault()
  const { top, height } = over.getBoundingClientRect()
  if (over !== dragged) over[event.clientY > top + height / 2 ? "after" : "before"](dragged)
})

document.addEventListener("dragend", () => {
  const line = dragged
  dragged = null
  if (!line) return
  line.draggable = false
  const list = listOf(line)
  if (order(list).join(",") !== list.dataset.seen) send(list, line, order(list).indexOf(line.dataset.line) + 1)
})

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  const line = step && event.target.closest?.(".k-grip") && lineOf(event.target)
  const list = listOf(line)
  if (!list) return
  event.preventDefault()
  const place = order(list).indexOf(line.dataset.line) + step
  if (place < 0 || place >= order(list).length) return
  focused = line.dataset.line
  send(list, line, place + 1)
})

// The list comes anew: whoever moves a line by keys goes on with the same one.
document.addEventListener("htmx:after:settle", () => {
  const grip = focused && document.querySelector(`[data-line="${focused}"] .k-grip`)
  if (!grip || document.activeElement === grip || document.activeElement !== document.body) return
  grip.focus()
  focused = ""
})
