// form[data-unsaved]: the browser asks before it leaves what was typed and not saved.
const typed = new Set()

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-unsaved]")
  if (form) typed.add(form)
})

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("hx-post")) typed.delete(event.target)
})

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail
  if (ctx.response.status < 300 && ctx.sourceElement?.matches?.("form[data-unsaved]")) typed.delete(ctx.sourceElement)
})

addEventListener("beforeunload", (event) => {
  if ([...typed].some((form) => form.isConnected)) event.preventDefault()
})
