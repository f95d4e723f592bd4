// textarea[data-letters="#where"]: says under the field how many letters it has; the sentence is in data-text.
document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-letters]")
  const place = field && document.querySelector(field.dataset.letters)
  if (place) place.textContent = place.dataset.text.replace("{n}", field.value.trim().length)
})
