// The numbers of a picture on the page where they are placed: rows of fields say where they are, a sheet over the picture draws them.
const SVG = "http://www.w3.org/2000/svg"
const drawn = new Map()

export const form = () => document.querySelector("[data-callouts]")
const sheet = () => form().querySelector(".k-numbers")
const rows = () => [...form().querySelectorAll("[data-callout-row]")]
export const field = (row, name) => row.querySelector(`[name$="-${name}"]`)
export const at = (row, name) => Number(field(row, name).value.replace(",", "."))
const isGone = (row) => field(row, "DELETE").checked
const isPlaced = (row) => field(row, "x").value !== "" && field(row, "y").value !== ""
const isInside = (row) => ["x", "y"].every((name) => at(row, name) >= 0 && at(row, name) <= 100)
export const rowOf = (spot) => [...drawn].find(([, one]) => one === spot)?.[0]

function element(name, parent) {
  return parent.appendChild(document.createElementNS(SVG, name))
}

function spotOf(row) {
  if (!drawn.has(row)) {
    const spot = document.createElementNS(SVG, "g")
    spot.setAttribute("tabindex", "0")
    spot.setAttribute("role", "img")
    for (const name of ["rect", "circle", "text"]) element(name, spot)
    spot.querySelector("circle").setAttribute("r", "12")
    spot.querySelector("text").setAttribute("dy", "5")
    drawn.set(row, spot)
  }
  return drawn.get(row)
}

const put = (one, places) => Object.entries(places).forEach(([name, value]) => one.setAttribute(name, `${value}%`))

export function draw() {
  let number = 0
  for (const row of rows()) {
    const counts = !isGone(row) && (isPlaced(row) || field(row, "words").value.trim() !== "")
    number += counts
    row.querySelector("[data-callout-number]").textContent = counts ? number : ""
    const spot = spotOf(row)
    if (!counts || !isPlaced(row) || !isInside(row)) {
      spot.remove()
      continue
    }
    const [rect, circle, text] = spot.children
    put(rect, { x: at(row, "x"), y: at(row, "y"), width: at(row, "w") || 0, height: at(row, "h") || 0 })
    put(circle, { cx: at(row, "x"), cy: at(row, "y") })
    put(text, { x: at(row, "x"), y: at(row, "y") })
    text.textContent = number
    spot.setAttribute("aria-label", `${form().dataset.calloutsName} ${number}`)
    if (!spot.isConnected) sheet().append(spot)
  }
}

const within = (value, most) => String(Math.round(Math.min(Math.max(value, 0), most) * 10) / 10)

export function place(row, x, y) {
  field(row, "x").value = within(x, 100 - at(row, "w"))
  field(row, "y").value = within(y, 100 - at(row, "h"))
  field(row, "x").dispatchEvent(new Event("input", { bubbles: true }))
}

export function pressed(event) {
  const box = sheet().getBoundingClientRect()
  return [((event.clientX - box.x) / box.width) * 100, ((event.clientY - box.y) / box.height) * 100]
}

export function added() {
  const total = form().querySelector("[name$='-TOTAL_FORMS']"), list = form().querySelector("[data-callout-rows]")
  const row = form().querySelector("[data-callout-blank]").content.querySelector("[data-callout-row]").cloneNode(true)
  for (const one of row.querySelectorAll("[name], [for]")) {
    for (const name of ["name", "id", "for"]) if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace("__prefix__", total.value))
  }
  total.value = Number(total.value) + 1
  list.append(row)
  return row
}

// What was written without a place is placed before a new row is taken.
export const waiting = () => rows().find((row) => !isGone(row) && !isPlaced(row) && field(row, "words").value) || rows().find((row) => !isGone(row) && !isPlaced(row))
