// The same by keyboard: Alt and arrows put the focused task half an hour or a day elsewhere, with Shift they draw it longer or shorter.
import { dayAfter, later, put } from "../lib/slots.js"

const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
const MORNING = "09:00"
let moved = ""

// Columns of people: the neighbouring one gives the task to another person.
function beside(task, way) {
  const people = [...task.closest("[data-calendar]").querySelectorAll(".h[data-owner]")].map((head) => head.dataset.owner)
  return people[people.indexOf(task.dataset.owner) + way]
}

function changeOf(task, [aside, down], isLength) {
  const { day, time, minutes } = task.dataset
  const span = task.closest("[data-calendar]")?.dataset.calendar
  if (isLength) return time && down ? { minutes: Math.max(Number(minutes) + down * 15, 15) } : null
  if (aside && span === "people") return beside(task, aside) ? { owner: beside(task, aside) } : null
  if (aside || span === "month") return { day: dayAfter(day, aside + 7 * down) }
  return time ? { time: later(time, down * 30) } : down > 0 ? { time: MORNING } : null
}

document.addEventListener("keydown", (event) => {
  const task = event.altKey && !event.ctrlKey && !event.metaKey && event.target.closest?.("[data-slot-url]")
  if (!task || !WAYS[event.key]) return
  event.preventDefault()
  const change = changeOf(task, WAYS[event.key], event.shiftKey)
  if (!change) return
  moved = task.id
  put(task, change)
})

// The calendar comes anew: the focus goes on with the same task.
document.addEventListener("htmx:after:settle", () => {
  const task = moved && document.getElementById(moved)
  if (!task || (document.activeElement !== document.body && document.activeElement !== document.getElementById("main"))) return
  task.focus({ preventScroll: false })
  moved = ""
})
