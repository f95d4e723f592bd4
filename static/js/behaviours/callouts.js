// [data-callouts]: a press on the picture places the next number, which is dragged from there; fields and picture always say the same.
import { added, draw, field, form, place, pressed, rowOf, waiting } from "../lib/numbers.js"

let dragged = null, held = null

document.addEventListener("pointerdown", (event) => {
  const spot = event.target.closest?.("[data-callouts] .k-numbers > g")
  dragged = held = spot ? rowOf(spot) : null
})
document.addEventListener("pointermove", (event) => dragged && place(dragged, ...pressed(event)))
for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => (dragged = null))

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-callout-add]")) return field(added(), "words").focus()
  if (held || !event.target.closest?.("[data-callouts] .k-numbers")) return
  const row = waiting() || added()
  place(row, ...pressed(event))
  field(row, "words").focus()
})

for (const name of ["input", "change"]) document.addEventListener(name, (event) => event.target.closest?.("[data-callouts]") && draw())

function begin() {
  if (!form() || form().classList.contains("is-live")) return
  form().classList.add("is-live")
  form().querySelector(".k-numbers").replaceChildren()
  form().querySelector(".k-numbers").removeAttribute("aria-hidden")
  form().querySelector("[data-callout-add]").hidden = false
  draw()
}
document.addEventListener("htmx:after:settle", begin)
begin()
