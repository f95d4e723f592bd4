// What the places of a calendar ([data-slot]) and the tasks in them ([data-slot-url]) say of themselves, and how one is put elsewhere.
const DAY = 1440
const two = (number) => String(number).padStart(2, "0")

export const minutesOf = (wall) => wall && Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5))
export const wallOf = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
export const later = (wall, minutes) => wallOf(Math.min(Math.max(minutesOf(wall) + minutes, 0), DAY - 30))

export function dayAfter(day, days) {
  const noon = new Date(`${day}T12:00:00Z`)
  noon.setUTCDate(noon.getUTCDate() + days)
  return noon.toISOString().slice(0, 10)
}

export const slotAt = (x, y) => document.elementsFromPoint(x, y).find((element) => element.matches("[data-slot]"))

// A slot without an hour of its own (a day of a month) leaves the hour as it is; the lower half of an hour is half past.
export function placeIn(slot, task, isLow) {
  const { time, day } = slot.dataset
  const owner = slot.dataset.owner || task.dataset.owner || ""
  if (time === undefined) return { day, time: task.dataset.time ?? "", owner }
  return { day, time: time && isLow ? later(time, 30) : time, owner }
}

export function put(task, change) {
  const { slotUrl, day, time, seen, owner } = task.dataset
  const values = { day, time, owner: owner ?? "", seen, ...change }
  if (values.day === day && values.time === time && values.owner === (owner ?? "") && !change.minutes) return
  window.htmx.ajax("POST", slotUrl, { source: task, target: task, swap: "none", values })
}
