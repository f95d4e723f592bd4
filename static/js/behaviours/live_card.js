// A deal that somebody else moved is shown anew on its open card: the hint says which, the page asks for its pieces.
const WAIT = 400
let timer = null

document.addEventListener("live:board", (event) => {
  const shown = document.querySelector("[data-live-card]")?.dataset.liveCard
  if (!shown || String(event.detail?.card) !== shown) return
  clearTimeout(timer)
  timer = setTimeout(() => document.body.dispatchEvent(new CustomEvent("deal:changed", { bubbles: true })), WAIT)
})
