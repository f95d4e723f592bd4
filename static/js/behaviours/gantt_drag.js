// A bar of the chart of terms is dragged to other days; by its right edge it is drawn longer or shorter. A finger holds it first.
import { minutesPerPixel, put, snapped } from "../lib/terms.js"

const HOLD = 250
const SLIP = 5
let drag = null

const barOf = (element) => element.closest?.("[data-term-url]")

function begin() {
  drag.isOn = true
  drag.bar.classList.add("lifted")
  document.body.classList.add("is-dragging")
}

function follow(x) {
  const { bar, isEnd, scale } = drag
  drag.minutes = snapped(bar, (x - drag.x) * scale)
  const by = drag.minutes / scale
  if (!isEnd) return bar.setAttribute("transform", `translate(${by} 0)`)
  const hit = bar.querySelector(".hit")
  hit.setAttribute("width", Math.max(drag.width + by, 8))
}

function end(isDropped) {
  const { bar, isEnd, isOn, minutes, hold, former } = drag
  clearTimeout(hold)
  drag = null
  if (!isOn) return
  bar.classList.remove("lifted")
  bar.removeAttribute("transform")
  bar.querySelector(".hit").setAttribute("width", former)
  document.body.classList.remove("is-dragging")
  if (!isDropped) return
  document.addEventListener("click", swallow, { capture: true, once: true })
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 50)
  put(bar, minutes, isEnd)
}

const swallow = (event) => {
  event.preventDefault()
  event.stopPropagation()
}

document.addEventListener("pointerdown", (event) => {
  const bar = event.button === 0 && barOf(event.target)
  if (!bar) return
  const hit = bar.querySelector(".hit")
  const isEnd = bar.dataset.begun !== undefined || event.target.matches(".grip")
  drag = { bar, isEnd, x: event.clientX, y: event.clientY, minutes: 0, scale: minutesPerPixel(bar), isTouch: event.pointerType === "touch" }
  drag.former = hit.getAttribute("width")
  drag.width = hit.getBoundingClientRect().width
  if (drag.isTouch) drag.hold = setTimeout(() => drag && begin(), HOLD)
})

document.addEventListener("pointermove", (event) => {
  if (!drag) return
  const isFar = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLIP
  if (!drag.isOn && isFar) drag.isTouch ? end(false) : begin()
  if (drag?.isOn) follow(event.clientX)
})

document.addEventListener("pointerup", () => drag && end(true))
document.addEventListener("pointercancel", () => drag && end(false))
document.addEventListener("keydown", (event) => event.key === "Escape" && drag && end(false))
document.addEventListener("touchmove", (event) => drag?.isOn && event.preventDefault(), { passive: false })
for (const name of ["contextmenu", "dragstart"]) document.addEventListener(name, (event) => barOf(event.target) && (drag?.isOn || name === "dragstart") && event.preventDefault())
