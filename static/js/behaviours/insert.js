// [data-insert-from][data-insert-into]: what is chosen in one field goes into another, where the caret stands.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert-from]")
  if (!button) return
  const from = document.getElementById(button.dataset.insertFrom)
  const into = document.getElementById(button.dataset.insertInto)
  const text = from?.value.trim()
  if (!text || !into) return
  const { selectionStart: start, selectionEnd: end } = into
  const marked = into.value.slice(start, end)
  into.setRangeText(text.startsWith("sec:") ? `[${marked}](${text})` : text, start, end, "end")
  from.value = ""
  into.dispatchEvent(new Event("input", { bubbles: true }))
  into.focus()
})
