// Toasts: said politely, gone after 8 s unless watched; errors stay; Z undoes the last one.
const LIFE = 8000
const MOST = 4
const box = () => document.getElementById("toasts")
const timers = new WeakMap()

const rest = (toast) => clearTimeout(timers.get(toast))
const arm = (toast) => {
  rest(toast)
  if (!toast.matches(".err")) timers.set(toast, setTimeout(() => toast.remove(), LIFE))
}

export function undoLast() {
  const forms = [...(box()?.querySelectorAll("form[data-undo]:not([hidden])") ?? [])]
  forms.at(-1)?.requestSubmit()
  return forms.length > 0
}

function make({ text, undo_url: undo, error }) {
  const toast = document.getElementById("toast-template").content.querySelector(".k-toast").cloneNode(true)
  toast.classList.toggle("err", Boolean(error))
  toast.querySelector(".grow").textContent = text
  toast.querySelector("[data-toast-close]").hidden = !error
  const form = toast.querySelector("form[data-undo]")
  form.hidden = !undo
  form.action = undo || ""
  form.setAttribute("hx-post", undo || "")
  return toast
}

document.addEventListener("k:toast", (event) => {
  if (!box() || !event.detail?.text) return
  const toast = make(event.detail)
  box().append(toast)
  window.htmx.process(toast)
  arm(toast)
  while (box().children.length > MOST) box().firstElementChild.remove()
})

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const toast = event.target.closest?.(".k-toast")
    if (toast) rest(toast)
  })
}
for (const name of ["mouseout", "focusout"]) {
  document.addEventListener(name, (event) => {
    const toast = event.target.closest?.(".k-toast")
    if (toast && !toast.contains(event.relatedTarget)) arm(toast)
  })
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-toast-close]")) event.target.closest(".k-toast").remove()
})

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form[data-undo]")
  if (form) form.closest(".k-toast").remove()
})

document.querySelectorAll("#toasts [data-toast]").forEach(arm)
document.addEventListener("live:toast", (event) => document.body.dispatchEvent(new CustomEvent("k:toast", { bubbles: true, detail: event.detail })))
