// Cards are dragged between the columns of [data-board]; earlier columns refuse, won and lost open their dialogs.
import Sortable from "sortablejs"
import { commit } from "./commit.js"

const TOUCH_HOLD = 180
const wired = new WeakSet()
const columnOf = (element) => element.closest(".k-col")
const position = (element) => Number(columnOf(element)?.dataset.position ?? Infinity)
const address = (template, card, stage = "") => template.replace("__deal__", card.dataset.deal).replace("__stage__", stage)

function start({ item, from }) {
  const board = from.closest("[data-board]")
  const isBackAllowed = "mayGoBack" in board.dataset
  item.dataset.ghost = board.dataset.ghost ?? ""
  document.body.classList.add("is-dragging")
  if (board.dataset.needsUrl) window.htmx.ajax("GET", address(board.dataset.needsUrl, item), { swap: "none" })
  board.querySelectorAll(".k-col").forEach((column) => {
    column.classList.toggle("back", !isBackAllowed && Number(column.dataset.position) < position(from))
  })
}

function allow({ from, to }) {
  document.querySelectorAll(".k-col.target, .k-drop.target").forEach((column) => column.classList.remove("target"))
  if (columnOf(to)?.classList.contains("back")) return false
  if (to !== from) (columnOf(to) ?? to).classList.add("target")
  return true
}

function end({ item, from, to, oldIndex }) {
  document.body.classList.remove("is-dragging")
  document.querySelectorAll(".k-col").forEach((column) => column.classList.remove("back", "target"))
  document.querySelectorAll(".k-drop").forEach((zone) => zone.classList.remove("target"))
  delete item.dataset.ghost
  if (to === from) return
  const putBack = () => {
    from.insertBefore(document.getElementById(item.id) ?? item, from.children[oldIndex] ?? null)
    document.getElementById(item.id)?.focus({ preventScroll: true })
  }
  if (to.dataset.dropUrl) {
    putBack()
    document.body.dispatchEvent(new CustomEvent("k:open", { bubbles: true, detail: { url: address(to.dataset.dropUrl, item), from: item } }))
    return
  }
  const board = to.closest("[data-board]")
  commit(item, address(board.dataset.moveUrl, item, columnOf(to).dataset.stage), putBack)
}

const COMMON = { group: "deals", draggable: ".k-deal", sort: false, forceFallback: true, fallbackOnBody: true, fallbackClass: "lifted", ghostClass: "ghost", fallbackTolerance: 5 }
const TOUCH = { delay: TOUCH_HOLD, delayOnTouchOnly: true, touchStartThreshold: 6 }

function wire(root) {
  root.querySelectorAll?.("[data-board] .cards, [data-drop-url]").forEach((list) => {
    if (wired.has(list)) return
    wired.add(list)
    const isZone = "dropUrl" in list.dataset
    Sortable.create(list, {
      ...COMMON,
      ...TOUCH,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      filter: "button, input, .k-more, .k-quick",
      preventOnFilter: false,
      group: { name: "deals", put: true, pull: !isZone },
      onStart: start,
      onMove: allow,
      onEnd: end,
    })
  })
}

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".k-deal")) event.preventDefault()
})
document.addEventListener("htmx:after:settle", (event) => wire(event.target.parentElement ?? event.target))
wire(document)
