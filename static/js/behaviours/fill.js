// A press that fills fields of its form: data-fill="day=2026-11-18&time=10:00".
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fill]")
  const form = button?.closest("form")
  if (!form) return
  for (const [name, value] of new URLSearchParams(button.dataset.fill)) {
    const field = form.elements[name]
    if (!field) continue
    field.value = value
    field.dispatchEvent(new Event("change", { bubbles: true }))
  }
})
