// A confirmation waits until the end of its text was reached: [data-read-end] for its own, [data-read-all] for all of the page;
// [data-read-hint] says what it waits for.
const waiting = new Set()
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) reach(entry.target)
})

function reach(button) {
  observer.unobserve(button)
  waiting.delete(button)
  button.disabled = false
  release()
}

function release() {
  const isAll = [...waiting].every((button) => !button.isConnected)
  if (isAll) showWaiting(document, false)
}

function showWaiting(root, waits) {
  root.querySelectorAll?.("[data-read-all]").forEach((button) => (button.disabled = waits))
  root.querySelectorAll?.("[data-read-hint]").forEach((hint) => (hint.hidden = !waits))
}

function hold(root) {
  for (const button of root.querySelectorAll?.("[data-read-end]:not([data-read-held])") ?? []) {
    button.dataset.readHeld = ""
    button.disabled = true
    waiting.add(button)
    observer.observe(button)
  }
  if (waiting.size) showWaiting(root, true)
}

hold(document)
document.addEventListener("htmx:after:settle", (event) => hold(event.target))
