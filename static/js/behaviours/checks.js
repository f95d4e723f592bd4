// [data-checks]: a list of points to fill in; the count follows what is typed, the button waits for the last one.
const fields = (list) => [...list.querySelectorAll("input:not([type=hidden], [role=combobox]), select, textarea, input[type=hidden][name]")]

function count(form) {
  const list = form.querySelector("[data-checks]")
  const sum = form.querySelector("[data-checks-done]")
  const groups = new Map()
  for (const field of fields(list)) {
    const row = field.closest("li")
    groups.set(row, (groups.get(row) ?? false) || Boolean(field.value.trim()))
  }
  const done = Number(sum.dataset.checksDone) + [...groups.values()].filter(Boolean).length
  const total = Number(sum.dataset.checksAll)
  sum.textContent = sum.dataset.checksText.replace("{n}", done).replace("{all}", total)
  const button = form.querySelector("[data-checks-submit]")
  if (button) button.disabled = done < total
}

const formOf = (element) => element.closest?.("form")
const isCounted = (form) => form?.querySelector("[data-checks]") && form.querySelector("[data-checks-done]")

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = formOf(event.target)
    if (isCounted(form)) count(form)
  })
}

document.addEventListener("htmx:after:settle", (event) => {
  const form = event.target.querySelector?.("form.k-dlg")
  if (isCounted(form)) count(form)
})
