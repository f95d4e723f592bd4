// A swap that nobody asked for never takes away what somebody is typing or dragging: it waits, and a note says so.
const isUnasked = (ctx) => /^(live:|every|k:refresh|board:)/.test(ctx.sourceEvent?.type ?? "")
const isOpen = (editor) => editor.contains(document.activeElement) || [...editor.querySelectorAll("textarea, input[type=text]")].some((field) => field.value.trim())
const waiting = new Set()

function isBusy(target) {
  if (!(target instanceof Element)) return false
  if (target.closest(".k-board, .k-boardwrap, #sheet, #month") && document.body.classList.contains("is-dragging")) return true
  return [...target.querySelectorAll("[data-keep]")].some(isOpen)
}

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail
  const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target
  if (!isUnasked(ctx) || !isBusy(target)) return
  event.preventDefault()
  waiting.add(ctx.sourceElement)
  document.querySelectorAll("[data-new-entries]").forEach((note) => (note.hidden = false))
})

export function catchUp() {
  waiting.forEach((element) => window.htmx.trigger(element, "live:resync", {}))
  waiting.clear()
  document.querySelectorAll("[data-new-entries]").forEach((note) => (note.hidden = true))
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-new-entries]")) catchUp()
})
