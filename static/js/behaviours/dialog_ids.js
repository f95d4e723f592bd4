// A form in the dialog may name its fields as a form of the page does: its labels must lead to its own.
const NAMING = ["for", "aria-describedby", "aria-labelledby", "aria-controls"]

function rename(dialog, element) {
  const old = element.id
  element.id = `in-dialog-${old}`
  for (const name of NAMING) {
    dialog.querySelectorAll(`[${name}~="${CSS.escape(old)}"]`).forEach((one) => {
      one.setAttribute(name, one.getAttribute(name).split(" ").map((id) => (id === old ? element.id : id)).join(" "))
    })
  }
}

document.addEventListener("htmx:after:settle", (event) => {
  const dialog = document.getElementById("dialog")
  if (event.target !== dialog) return
  for (const element of dialog.querySelectorAll("[id]")) {
    const isTwin = [...document.querySelectorAll(`#${CSS.escape(element.id)}`)].some((other) => !dialog.contains(other))
    if (isTwin) rename(dialog, element)
  }
})
