// Popover menus stand next to the button that opens them; on phones they are sheets. Arrows walk through the items.
import { isNarrow } from "../lib/page.js"

const GAP = 4
const opener = (menu) => document.querySelector(`[popovertarget="${menu.id}"]`)
const items = (menu) => [...menu.querySelectorAll("a[href], button:not([disabled]), input, select")]

function place(menu) {
  menu.style.inset = ""
  const button = opener(menu)
  if (isNarrow() || !button) return
  const box = button.getBoundingClientRect()
  const isLow = box.bottom > innerHeight * 0.66
  const atEnd = menu.dataset.align === "end" || box.left > innerWidth * 0.66
  const vertical = isLow ? ["auto", `${innerHeight - box.top + GAP}px`] : [`${box.bottom + GAP}px`, "auto"]
  const horizontal = atEnd ? [`${document.documentElement.clientWidth - box.right}px`, "auto"] : ["auto", `${Math.max(8, box.left)}px`]
  menu.style.inset = `${vertical[0]} ${horizontal[0]} ${vertical[1]} ${horizontal[1]}`
}

document.addEventListener(
  "beforetoggle",
  (event) => {
    if (event.newState === "open" && event.target.matches?.(".dropdown-menu[popover]")) place(event.target)
  },
  true,
)

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const menu = event.target.closest?.("[popover]:popover-open") ?? openedBy(event.target)
  if (!menu || event.target.matches("input, select, textarea")) return
  event.preventDefault()
  const all = items(menu)
  const now = all.indexOf(document.activeElement)
  all[(now + step + all.length) % all.length]?.focus()
})

function openedBy(button) {
  const id = button.getAttribute?.("popovertarget")
  const menu = id && document.getElementById(id)
  return menu?.matches(":popover-open") ? menu : null
}

addEventListener("resize", () => document.querySelectorAll(".dropdown-menu[popover]:popover-open").forEach(place))
