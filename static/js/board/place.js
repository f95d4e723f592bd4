// A card that comes from the server knows its stage (data-in); if it landed in another column it goes to the right one.
function place(card) {
  const board = card.closest("[data-board]")
  const column = card.closest(".k-col")
  if (!board || !column || !card.dataset.in || column.dataset.stage === card.dataset.in) return
  const home = board.querySelector(`.k-col[data-stage="${CSS.escape(card.dataset.in)}"] .cards`)
  if (home) home.prepend(card)
  else card.remove()
}

document.addEventListener("htmx:after:settle", (event) => {
  if (event.target.matches?.("[data-deal]")) place(event.target)
})

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.response?.status === 409) {
    document.querySelectorAll("[data-board]").forEach((board) => board.dispatchEvent(new CustomEvent("board:refresh", { bubbles: true })))
  }
})
