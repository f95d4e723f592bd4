// Walking between records with J K H L: rows of a list, or cards over the columns of a board.
const all = (root) => [...root.querySelectorAll("[data-record]")].filter((record) => record.offsetParent !== null)

function beside(record, step) {
  const columns = [...document.querySelectorAll(".k-col")]
  const place = all(record.closest(".k-col")).indexOf(record)
  for (let i = columns.indexOf(record.closest(".k-col")) + step; i >= 0 && i < columns.length; i += step) {
    const cards = all(columns[i])
    if (cards.length) return cards[Math.min(place, cards.length - 1)]
  }
  return null
}

export function walk(letter) {
  const record = document.activeElement?.closest?.("[data-record]")
  const column = record?.closest(".k-col")
  if (!record) {
    const first = letter === "j" ? all(document)[0] : null
    first?.focus()
    return Boolean(first)
  }
  if ("hl".includes(letter) && !column) return false
  const list = all(column ?? document)
  const next = { j: () => list[list.indexOf(record) + 1], k: () => list[list.indexOf(record) - 1], h: () => beside(record, -1), l: () => beside(record, 1) }[letter]()
  next?.focus()
  next?.scrollIntoView({ block: "nearest", inline: "nearest" })
  return true
}
