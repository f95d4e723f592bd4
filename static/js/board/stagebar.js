// On phones one column fills the screen; the row of stages above says which, and goes to any.
const bar = () => document.querySelector(".k-stagebar")

function mark(column) {
  bar()?.querySelectorAll("a").forEach((link) => {
    const isHere = link.hash === `#${column.id}`
    link.classList.toggle("active", isHere)
    if (!isHere) return link.removeAttribute("aria-current")
    link.setAttribute("aria-current", "true")
    bar().scrollTo({ left: link.offsetLeft - 40, behavior: "smooth" })
  })
}

const watcher = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => mark(entry.target)), { threshold: 0.6 })
const watch = (root) => bar() && root.querySelectorAll?.(".k-board > .k-col[id]").forEach((column) => watcher.observe(column))

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".k-stagebar a")
  const column = link && document.querySelector(link.hash)
  if (!column) return
  event.preventDefault()
  column.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" })
})

document.addEventListener("htmx:after:settle", (event) => watch(event.target))
watch(document)
