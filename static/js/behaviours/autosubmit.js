// A filter applies itself: at once on a choice, 300 ms after the last letter.
const WAIT = 300
const TEXT = "input[type=text], input[type=search], input[type=number], input:not([type])"
// What is typed into a picker is no condition yet: its hidden field says when one is chosen.
const PICKER = "[role=combobox]"
const timers = new WeakMap()

document.addEventListener("change", (event) => {
  const form = event.target.form
  if (form?.matches("[data-autosubmit]") && !event.target.matches(`${TEXT}, ${PICKER}`)) form.requestSubmit()
})

document.addEventListener("input", (event) => {
  const form = event.target.form
  if (!form?.matches("[data-autosubmit]") || !event.target.matches(TEXT) || event.target.matches(PICKER)) return
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(() => form.requestSubmit(), WAIT))
})
