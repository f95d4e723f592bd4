// @ in a [data-mention="URL"] textarea offers the colleagues who may see the card; arrows choose, Enter or a click takes.
const WAIT = 150
const TOKEN = /(?:^|\s)@([^\s@][^@\n]{0,40}|)$/
const timers = new WeakMap()
const listOf = (field) => field.closest(".k-combo")?.querySelector("[data-mention-list]")
const options = (list) => [...list.querySelectorAll("[role=option]")]
const typed = (field) => TOKEN.exec(field.value.slice(0, field.selectionStart))

function hide(field) {
  const list = listOf(field)
  if (list) list.hidden = true
  field.removeAttribute("aria-activedescendant")
}

function mark(field, option) {
  options(listOf(field)).forEach((other) => other.setAttribute("aria-selected", String(other === option)))
  if (option) field.setAttribute("aria-activedescendant", option.id)
}

function take(field, option) {
  const start = field.selectionStart - typed(field)[1].length
  field.setRangeText(`${option.dataset.value} `, start, field.selectionStart, "end")
  hide(field)
  field.focus()
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

async function offer(field) {
  const found = typed(field)
  if (!found) return hide(field)
  const list = listOf(field)
  await window.htmx.ajax("POST", field.dataset.mention, { source: list, target: list, swap: "innerHTML", values: { q: found[1] } })
  list.hidden = !typed(field) || document.activeElement !== field
  mark(field, options(list)[0])
}

document.addEventListener("input", (event) => {
  const field = event.target
  if (!field.matches?.("textarea[data-mention]")) return
  clearTimeout(timers.get(field))
  if (typed(field)) timers.set(field, setTimeout(() => offer(field), WAIT))
  else hide(field)
})

document.addEventListener(
  "keydown",
  (event) => {
    const field = event.target
    const list = field.matches?.("textarea[data-mention]") ? listOf(field) : null
    if (!list || list.hidden) return
    const all = options(list)
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && all.length) mark(field, all[(now + step + all.length) % all.length])
    else if ((event.key === "Enter" || event.key === "Tab") && all[now] && !event.ctrlKey) take(field, all[now])
    else if (event.key === "Escape") hide(field)
    else return
    event.preventDefault()
    event.stopPropagation()
  },
  true,
)

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("[data-mention-list] [role=option]")
  const field = option?.closest(".k-combo").querySelector("textarea")
  if (!field) return
  event.preventDefault()
  take(field, option)
})

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("textarea[data-mention]")) setTimeout(() => hide(event.target), WAIT)
})

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-mention-open]")
  const field = opener && document.getElementById(opener.dataset.mentionOpen)
  if (!field) return
  field.focus()
  const before = field.value.slice(0, field.selectionStart)
  field.setRangeText(!before || /\s$/.test(before) ? "@" : " @", field.selectionStart, field.selectionStart, "end")
  field.dispatchEvent(new Event("input", { bubbles: true }))
})
