// One shared dialog: loaded by [data-dialog] links and [data-dialog-url] buttons, closed by [data-close], Esc or the server.
import { wantsNewTab } from "../lib/page.js"

const host = () => document.getElementById("dialog")
let opener = null
let saved = false
let left = null

function openDialog(url, from = document.activeElement) {
  if (!host()?.contains(from)) opener = from?.tabIndex < 0 ? (from.closest("[data-record]") ?? from) : from
  from?.closest?.("[popover]:popover-open")?.hidePopover()
  from?.closest?.("dialog[open]:not(#dialog)")?.close()
  window.htmx.ajax("GET", url, { target: "#dialog", swap: "innerHTML" })
}

function fieldToStart(form) {
  const fields = [...form.querySelectorAll("input:not([type=hidden], [disabled]), select:not([disabled]), textarea:not([disabled])")]
  const empty = (field) => (field.required || field.classList.contains("needed")) && !field.value
  return fields.find((field) => field.matches(".is-invalid, [aria-invalid=true]")) ?? fields.find(empty) ?? fields[0] ?? form.querySelector(".b a[href], .b button:not([disabled]), footer .btn-primary")
}

function show(dialog) {
  if (!dialog.open) {
    saved = false
    opener ??= document.activeElement
    dialog.showModal()
  }
  const field = dialog.querySelector("[autofocus]") ?? fieldToStart(dialog)
  field?.focus({ preventScroll: field.type === "file" })
}

// What is hidden takes no focus: the page does.
function stand(next) {
  next?.focus({ preventScroll: true })
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true })
}

function giveFocusBack() {
  const next = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id)
  const id = opener?.id || opener?.closest?.("[data-record]")?.id || ""
  opener = null
  stand(next)
  left = { id, at: document.activeElement }
}

// What had the focus may be swapped by an answer, however late: its successor takes over, or the page, until one goes elsewhere.
function keepFocus() {
  if (!left || document.activeElement !== document.body) return
  stand(document.getElementById(left.id))
  left.at = document.activeElement
}

document.addEventListener("focusin", (event) => {
  if (left && event.target !== left.at && event.target.id !== left.id && event.target.id !== "main") left = null
})
document.addEventListener("pointerdown", () => (left = null))

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-dialog], [data-dialog-url]")
  if (link && !wantsNewTab(event)) {
    event.preventDefault()
    openDialog(link.dataset.dialogUrl || link.getAttribute("href"), link)
    return
  }
  const byId = event.target.closest?.("[data-open-dialog]")
  if (byId) {
    byId.closest("[popover]")?.hidePopover()
    document.getElementById(byId.dataset.openDialog)?.showModal()
  }
  const closing = event.target.closest?.("[data-close]")
  const dialog = closing?.closest("dialog, [popover]")
  if (dialog) dialog.matches("dialog") ? dialog.close() : dialog.hidePopover()
  else if (closing && history.length > 1) history.back()
  if (event.target.matches?.("dialog.k-pal")) event.target.close()
})

document.addEventListener("k:open", (event) => openDialog(event.detail.url, event.detail.from))

document.addEventListener("htmx:after:settle", (event) => {
  keepFocus()
  if (event.target !== host()) return
  if (host().childElementCount) show(host())
  else if (host().open) host().close()
})

document.addEventListener("k:close", () => {
  saved = true
  if (host()?.open) host().close()
})

document.addEventListener(
  "close",
  (event) => {
    if (event.target !== host()) return
    event.target.replaceChildren()
    giveFocusBack()
    document.body.dispatchEvent(new CustomEvent("k:closed", { bubbles: true, detail: { saved } }))
  },
  true,
)
