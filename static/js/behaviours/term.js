// The meaning of a word opens to the side where there is room; Esc puts it away.
const HALF = 0.55

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const term = event.target.closest?.(".k-term")
    const frame = term?.closest(".k-doc, .k-help, .k-helppage")
    if (!frame) return
    const [box, room] = [term.getBoundingClientRect(), frame.getBoundingClientRect()]
    term.classList.toggle("end", box.left - room.left > room.width * HALF)
  })
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.matches(".k-term")) document.activeElement.blur()
})
