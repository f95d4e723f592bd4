// One move of one card: at once on the screen, then asked of the server, which may refuse.
const waiting = new Map()

export function commit(card, url, putBack) {
  card.setAttribute("aria-busy", "true")
  waiting.set(card.id, putBack)
  window.htmx.ajax("POST", url, { source: card, target: card, swap: "none" })
}

function settle(id, isKept) {
  const putBack = waiting.get(id)
  waiting.delete(id)
  document.getElementById(id)?.removeAttribute("aria-busy")
  if (putBack && !isKept) putBack()
}

// 422 leaves the card where it is: the dialog with the missing fields is open, and leaving it unsaved brings the card back.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail
  const id = ctx.sourceElement?.id
  if (waiting.has(id) && ctx.response.status !== 422) settle(id, ctx.response.status < 300)
})

document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail
  const id = ctx.sourceElement?.id
  if (waiting.has(id) && ctx.response?.status !== 422) settle(id, false)
  document.getElementById(id)?.removeAttribute("aria-busy")
})

document.addEventListener("k:closed", (event) => [...waiting.keys()].forEach((id) => settle(id, event.detail.saved)))
