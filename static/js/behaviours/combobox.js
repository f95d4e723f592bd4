// [data-combobox="URL"]: type, choose one of the records the server finds; the hidden field carries its id.
const WAIT = 200
const timers = new WeakMap()
const parts = (root) => ({ input: root.querySelector("[role=combobox]"), list: root.querySelector("[role=listbox]"), value: root.querySelector("input[type=hidden]") })
const options = (list) => [...list.querySelectorAll("[role=option]")]

function show(root, isOpen) {
  const { input, list } = parts(root)
  list.hidden = !isOpen
  input.setAttribute("aria-expanded", String(isOpen))
  if (!isOpen) input.removeAttribute("aria-activedescendant")
}

function mark(root, option) {
  const { input, list } = parts(root)
  options(list).forEach((other) => other.setAttribute("aria-selected", String(other === option)))
  if (!option) return
  option.id ||= `${list.id}-${options(list).indexOf(option)}`
  input.setAttribute("aria-activedescendant", option.id)
  option.scrollIntoView({ block: "nearest" })
}

function take(root, option) {
  const { input, value } = parts(root)
  value.value = option.dataset.value
  input.value = option.dataset.label ?? option.textContent.trim().replace(/\s+/g, " ")
  show(root, false)
  value.dispatchEvent(new Event("change", { bubbles: true }))
}

async function find(root) {
  const { input, list } = parts(root)
  await window.htmx.ajax("POST", root.dataset.combobox, { source: root, target: list, swap: "innerHTML", values: { q: input.value } })
  show(root, document.activeElement === input && list.childElementCount > 0)
}

document.addEventListener("input", (event) => {
  const root = event.target.closest?.("[data-combobox]")
  if (!root || !event.target.matches("[role=combobox]")) return
  parts(root).value.value = ""
  clearTimeout(timers.get(root))
  timers.set(root, setTimeout(() => find(root), WAIT))
})

document.addEventListener("keydown", (event) => {
  const root = event.target.closest?.("[data-combobox]")
  if (!root) return
  const { list } = parts(root)
  const all = options(list)
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step) {
    event.preventDefault()
    if (list.hidden) find(root)
    else mark(root, all[(now + step + all.length) % all.length])
  } else if (event.key === "Enter" && !list.hidden && all[now]) {
    event.preventDefault()
    take(root, all[now])
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault()
    event.stopPropagation()
    show(root, false)
  }
})

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("[data-combobox] [role=option]")
  if (!option) return
  event.preventDefault()
  take(option.closest("[data-combobox]"), option)
})

document.addEventListener("focusout", (event) => {
  const root = event.target.closest?.("[data-combobox]")
  if (root && !root.contains(event.relatedTarget)) show(root, false)
})
