// [data-countdown="ISO moment"] says how long is left, each minute; quietly at 60 and 15 minutes before the end.
import { say, toast } from "../lib/page.js"

const MINUTE = 60000
const WARNINGS = [60, 15]

function left(minutes) {
  const hours = Math.floor(minutes / 60)
  const parts = [hours && `${hours}\u00a0${say("hour")}`, (minutes % 60 || !hours) && `${minutes % 60}\u00a0${say("minute")}`]
  return say("left", { time: parts.filter(Boolean).join(" ") })
}

function tick() {
  const element = document.querySelector("[data-countdown]")
  if (!element) return
  const shift = Number(element.dataset.clockShift ?? 0)
  const minutes = Math.max(0, Math.round((Date.parse(element.dataset.countdown) - Date.now() - shift) / MINUTE))
  element.textContent = left(minutes)
  if (WARNINGS.includes(minutes) && element.dataset.reminder) toast({ text: `${left(minutes)}. ${element.dataset.reminder}` })
}

setInterval(tick, MINUTE)
