// A paragraph under the pointer, the finger or the keyboard's focus carries the page's [data-unclear] link: “this is unclear”.
const BLOCK = "p[id^='b-'], li[id^='b-'], h2[id^='b-'], h3[id^='b-'], tr[id^='b-']"

function carry(event) {
  const block = event.target.closest?.(BLOCK)
  const text = block?.closest("[data-unclear-text]")
  const link = text && document.querySelector("[data-unclear]")
  if (!link || link.closest(BLOCK) === block) return
  link.href = `${text.dataset.unclearText}?block=${block.id.slice(2)}`
  link.hidden = false
  ;(block.matches("tr") ? (block.lastElementChild ?? block) : block).append(link)
}

document.addEventListener("pointerover", carry)
document.addEventListener("focusin", carry)
