// Other people's moves: the card that changed is asked for again, many at once by reading the whole board.
const WAIT = 800
const MANY = 12
const moved = new Set()
let timer = null

const board = () => document.querySelector("[data-board]")

function read() {
  const cards = [...moved]
  moved.clear()
  if (!board() || document.body.classList.contains("is-dragging")) return
  if (cards.length > MANY) {
    board().dispatchEvent(new CustomEvent("board:refresh", { bubbles: true }))
    return
  }
  cards.forEach((card) => window.htmx.ajax("GET", board().dataset.onBoardUrl.replace("__deal__", card), { source: board(), target: board(), swap: "none" }))
}

document.addEventListener("live:board", (event) => {
  const card = event.detail?.card
  if (!card || !board()) return
  moved.add(card)
  clearTimeout(timer)
  timer = setTimeout(read, WAIT)
})
