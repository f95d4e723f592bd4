// static/js/behaviours/stage_sort.js - a stage of the funnel editor can be dragged to another place
let dragged = null

const listOf = (event) => event.target.closest?.("[data-sort-url]")

document.addEventListener("mousedown", (event) => {
  const item = event.target.closest?.(".k-grip")?.closest("[data-stage]")
  if (item && listOf(event)) item.draggable = true
})

document.addEventListener("dragstart", (event) => {
  dragged = listOf(event) && event.target.closest?.("[data-stage]")
})

document.addEventListener("dragover", (event) => {
  const over = dragged && listOf(event) && event.target.closest("[data-stage]")
  if (!over) return
  event.preventDefault()
  const below = event.offsetY > over.offsetHeight / 2
  if (over !== dragged) over[below ? "after" : "before"](dragged)
})

document.addEventListener("dragend", () => {
  const list = dragged?.closest("[data-sort-url]")
  if (!list) return
  const number = [...list.children].indexOf(dragged) + 1
  const form = document.createElement("form")
  form.method = "post"
  form.action = list.dataset.sortUrl.replace("/0/", `/${dragged.dataset.stage}/`).replace("/999/", `/${number}/`)
  form.append(document.querySelector("input[name=csrfmiddlewaretoken]").cloneNode())
  document.body.append(form)
  form.submit()
  dragged = null
})
