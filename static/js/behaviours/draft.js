// What one types into [data-draft] is kept on this computer until it is saved; signing out forgets all drafts.
const PREFIX = "draft:"
const keyOf = (field) => `${PREFIX}${document.body.dataset.user ?? ""}:${field.dataset.draft}`
const drafts = (root) => [...(root.querySelectorAll?.("[data-draft]") ?? [])]

function restore(root) {
  drafts(root).forEach((field) => {
    const kept = localStorage.getItem(keyOf(field))
    if (!kept || field.value) return
    field.value = kept
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
}

const forget = (form) => drafts(form).forEach((field) => localStorage.removeItem(keyOf(field)))

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-draft]")) return
  const { value } = event.target
  if (value.trim()) localStorage.setItem(keyOf(event.target), value)
  else localStorage.removeItem(keyOf(event.target))
})

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail
  const form = ctx.request.form ?? event.target.closest?.("form")
  if (form && ctx.request.method !== "GET" && ctx.response.status < 300) forget(form)
})

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) {
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key))
  } else if (!event.target.hasAttribute("hx-post")) forget(event.target)
})

document.addEventListener("htmx:after:settle", (event) => restore(event.target))
restore(document)
