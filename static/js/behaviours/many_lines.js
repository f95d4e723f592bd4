// [data-many]: «+» adds one more empty line after the last.
function show(root) {
  root.querySelectorAll?.("[data-many-add][hidden]").forEach((button) => (button.hidden = false))
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-many-add]")
  if (!button) return
  const lines = button.closest("[data-many]").querySelectorAll("[data-many-line]")
  const last = lines[lines.length - 1]
  const more = last.cloneNode(true)
  more.querySelectorAll("input").forEach((input) => {
    input.value = ""
    input.removeAttribute("id")
    input.setAttribute("aria-label", button.textContent.trim())
  })
  last.after(more)
  more.querySelector("input").focus()
})

document.addEventListener("htmx:after:settle", (event) => show(event.target))
show(document)
