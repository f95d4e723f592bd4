// A deal that somebody else moved is shown anew on its open card: the hint says which, the page asks for its pieces.
// One's own change has shown itself already, and nothing is swapped under an open menu or dialog.
const WAIT = 400
const OWN = 1500
let timer = null
let changed = 0

function show() {
  clearTimeout(timer)
  const isBusy = document.querySelector("dialog[open]:not(#help), [popover]:popover-open")
  timer = isBusy ? setTimeout(show, 1000) : document.body.dispatchEvent(new CustomEvent("deal:changed", { bubbles: true }))
}

document.addEventListener("deal:changed", () => {
  // The hint of one's own change may come before its answer.
  clearTimeout(timer)
  changed = Date.now()
})

document.addEventListener("live:board", (event) => {
  const shown = document.querySelector("[data-live-card]")?.dataset.liveCard
  if (!shown || String(event.detail?.card) !== shown || Date.now() - changed < OWN) return
  clearTimeout(timer)
  timer = setTimeout(show, WAIT)
})
