// A form is sent once: a second click waits for the answer. Ctrl Enter sends the form one types in.
const release = (form) => {
  form.removeAttribute("aria-busy")
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"))
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target
    if (form.method !== "post") return
    if (form.hasAttribute("aria-busy")) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    form.setAttribute("aria-busy", "true")
    event.submitter?.setAttribute("aria-busy", "true")
  },
  true,
)

document.addEventListener("submit", (event) => {
  const isSwallowed = event.defaultPrevented && !event.target.matches("[hx-post]")
  if (isSwallowed || event.target.matches("[download], [target]")) setTimeout(() => release(event.target), 500)
})

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.detail.ctx.request.form ?? event.target.closest?.("form")
  if (form) release(form)
})

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(release)
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  const form = event.target.form
  if (!form) return
  event.preventDefault()
  form.requestSubmit()
})
