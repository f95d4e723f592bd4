// The same by keyboard: arrows move the focused number by a per cent, with Shift by a tenth of one.
import { at, place, rowOf } from "../lib/numbers.js"

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

document.addEventListener("keydown", (event) => {
  const row = WAYS[event.key] && rowOf(event.target.closest?.("[data-callouts] .k-numbers > g"))
  if (!row) return
  event.preventDefault()
  const [x, y] = WAYS[event.key].map((way) => way * (event.shiftKey ? 0.1 : 1))
  place(row, at(row, "x") + x, at(row, "y") + y)
})
