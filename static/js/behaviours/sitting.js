// A test being taken: [data-deadline] counts down from the server's clock, [data-seconds] how long a question is looked at,
// and what could not be kept is said beside the answer.
const EVERY = 5

const loadedAt = Date.now()

function left(element) {
  const passed = Date.now() - loadedAt
  return Math.max(0, Math.round((Date.parse(element.dataset.deadline) - Date.parse(element.dataset.now) - passed) / 1000))
}

function showTime() {
  const element = document.querySelector("[data-deadline]")
  if (!element) return
  const seconds = left(element)
  element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
  const voice = document.querySelector("[data-deadline-says]")
  if (voice && seconds % (EVERY * 60) === 0) voice.textContent = `${seconds / 60} ${voice.dataset.deadlineSays}`
  if (seconds === 0 && !element.dataset.over) {
    element.dataset.over = "yes"
    setTimeout(() => location.reload(), 31000)
  }
}

function count() {
  const field = document.querySelector("[data-seconds]")
  if (field && !document.hidden) field.value = Number(field.value) + 1
}

setInterval(() => {
  showTime()
  count()
}, 1000)

document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("[data-sitting]")
  const field = form?.querySelector("[data-seconds]")
  if (field) field.value = 0
  if (form) failed = false
})

function sayNotSaved() {
  const saved = document.querySelector("[data-sitting] [data-not-saved]")
  if (saved) saved.textContent = saved.dataset.notSaved
}

let failed = false
document.addEventListener("htmx:error", () => {
  failed = true
  sayNotSaved()
})

// Without a connection the page stays where it is, with what was answered on it.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sitting]")
  if (!form || (navigator.onLine && !failed)) return
  event.preventDefault()
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store" })
  } catch {
    return sayNotSaved()
  }
  if (event.submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter.name, value: event.submitter.value }))
  form.submit()
})
