// How many letters there are, next to how many are needed: <textarea data-count="20"> and its [data-count-for] hint.
document.addEventListener("input", (event) => {
  const field = event.target
  if (!field.dataset?.count) return
  const hint = document.querySelector(`[data-count-for="${CSS.escape(field.id)}"]`)
  if (!hint) return
  const length = field.value.trim().length
  hint.textContent = hint.dataset.words ? hint.dataset.words.replace("{n}", length) : `${length} / ${field.dataset.count}`
  hint.classList.toggle("t-danger", length > 0 && length < Number(field.dataset.count))
})
