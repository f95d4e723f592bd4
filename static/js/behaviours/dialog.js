// One shared dialog: loaded by [data-dialog] links and [data-dialog-url] buttons, closed by [data-close], Esc or the server.
import { wantsNewTab } from "../lib/page.js"

const host = () => document.getElementById("dialog")
const CARE = 3000
let opener = null
let saved = false
let left = { id: "", at: 0 }

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

function giveFocusBack() {
  const next = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id)
  left = { id: opener?.id || opener?.closest?.("[data-record]")?.id || "", at: Date.now() }
  opener = null
  ;(next || document.getElementById("main"))?.focus({ preventScroll: true })
}

// What had the focus may be swapped by the very answer that closed the dialog: its successor takes over, or the page.
function keepFocus() {
  if (document.activeElement !== document.body || Date.now() - left.at > CARE) return
  ;(document.getElementById(left.id) ?? document.getElementById("main"))?.focus({ preventScroll: true })
}

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
