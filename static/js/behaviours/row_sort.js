// [data-row-sort]: the rows of a form are put in another order by their grips, dragged or with the arrow keys; the form saves it.
let dragged = null

const listOf = (element) => element?.closest?.("[data-row-sort]")
const rowOf = (element) => element?.closest?.("[data-row]")
const changed = (list) => list.dispatchEvent(new Event("change", { bubbles: true }))

document.addEventListener("pointerdown", (event) => {
  const row = event.button === 0 && event.target.closest?.("[data-grip]") && rowOf(event.target)
  if (!row || !listOf(row)) return
  dragged = row
  row.classList.add("left")
})

document.addEventListener("pointermove", (event) => {
  const over = dragged && rowOf(document.elementFromPoint(event.clientX, event.clientY))
  if (!over || over === dragged || listOf(over) !== listOf(dragged)) return
  const { top, left, width, height } = over.getBoundingClientRect()
  const isAfter = over.offsetTop === dragged.offsetTop ? event.clientX > left + width / 2 : event.clientY > top + height / 2
  over[isAfter ? "after" : "before"](dragged)
})

for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    if (!dragged) return
    dragged.classList.remove("left")
    changed(listOf(dragged))
    dragged = null
  })
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key]
  const row = step && event.target.closest?.("[data-grip]") && rowOf(event.target)
  const next = row && (step < 0 ? row.previousElementSibling : row.nextElementSibling)
  if (!row || !listOf(row)) return
  event.preventDefault()
  if (!next) return
  next[step < 0 ? "before" : "after"](row)
  event.target.focus()
  changed(listOf(row))
})
