// A task of a calendar is dragged to another slot, or drawn longer by its lower edge; a deal without a task, onto the day of its next one.
import { placeIn, put, slotAt } from "../lib/slots.js"

const HOLD = 250
const SLIP = 6
const QUARTER = 15
let drag = null

const dragged = (element) => element.closest?.("[data-slot-url], [data-plan-url]")
const unmark = () => document.querySelectorAll("[data-slot].target").forEach((slot) => slot.classList.remove("target", "low"))

function begin() {
  const { task, isSize } = drag
  drag.isOn = true
  document.body.classList.add("is-dragging")
  if (isSize) return
  const box = task.getBoundingClientRect()
  drag.ghost = task.cloneNode(true)
  drag.ghost.removeAttribute("id")
  drag.ghost.classList.add("lifted")
  drag.ghost.style.width = `${box.width}px`
  drag.ghost.style.height = `${Math.min(box.height, 62)}px`
  drag.up = task.dataset.time ? drag.y - box.top - SLIP : 0
  document.body.append(drag.ghost)
  task.classList.add("left")
}

function follow(x, y) {
  if (drag.isSize) {
    drag.quarters = Math.round((y - drag.y) / (drag.task.closest("[data-slot]").offsetHeight / 4))
    drag.task.style.height = `${Math.max(drag.height + y - drag.y, 14)}px`
    return
  }
  drag.ghost.style.transform = `translate(${x + 6}px, ${y - drag.up - SLIP}px)`
  unmark()
  drag.slot = slotAt(x, y - drag.up) ?? slotAt(x, y)
  const box = drag.slot?.getBoundingClientRect()
  drag.isLow = Boolean(box && drag.slot.dataset.time && y - drag.up > box.top + box.height / 2)
  drag.slot?.classList.add("target")
  drag.slot?.classList.toggle("low", drag.isLow)
}

function end(isDropped) {
  const { task, ghost, slot, isLow, isSize, quarters, hold, isOn } = drag
  clearTimeout(hold)
  drag = null
  if (!isOn) return
  ghost?.remove()
  unmark()
  task.classList.remove("left")
  task.style.height = ""
  document.body.classList.remove("is-dragging")
  if (!isDropped) return
  document.addEventListener("click", swallow, { capture: true, once: true })
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 50)
  if (isSize) return quarters && put(task, { minutes: Math.max(Number(task.dataset.minutes) + quarters * QUARTER, QUARTER) })
  if (slot && task.dataset.planUrl) return document.body.dispatchEvent(new CustomEvent("k:open", { bubbles: true, detail: { url: `${task.dataset.planUrl}&on=${slot.dataset.day}`, from: task } }))
  if (slot) put(task, placeIn(slot, task, isLow))
}

const swallow = (event) => {
  event.preventDefault()
  event.stopPropagation()
}

document.addEventListener("pointerdown", (event) => {
  const task = event.button === 0 && dragged(event.target)
  if (!task) return
  const isSize = Boolean(event.target.closest(".grip"))
  drag = { task, isSize, x: event.clientX, y: event.clientY, height: task.offsetHeight, isTouch: event.pointerType === "touch" }
  if (drag.isTouch) drag.hold = setTimeout(() => drag && (begin(), follow(drag.x, drag.y)), HOLD)
})

document.addEventListener("pointermove", (event) => {
  if (!drag) return
  const isFar = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLIP
  if (!drag.isOn && isFar) drag.isTouch ? end(false) : begin()
  if (drag?.isOn) follow(event.clientX, event.clientY)
})

document.addEventListener("pointerup", () => drag && end(true))
document.addEventListener("pointercancel", () => drag && end(false))
document.addEventListener("keydown", (event) => event.key === "Escape" && drag && end(false))
document.addEventListener("touchmove", (event) => drag?.isOn && event.preventDefault(), { passive: false })
for (const name of ["contextmenu", "dragstart"]) document.addEventListener(name, (event) => dragged(event.target) && (drag?.isOn || name === "dragstart") && event.preventDefault())
