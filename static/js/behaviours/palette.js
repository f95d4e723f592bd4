// Ctrl K: what the server finds, then the commands of the frame that match; arrows choose, Enter goes.
const dialog = () => document.getElementById("palette")
const list = () => document.getElementById("palette-list")
const input = () => dialog().querySelector("input")
const options = () => [...list().querySelectorAll("[role=option]")]

function choose(option) {
  options().forEach((other) => other.setAttribute("aria-selected", String(other === option)))
  if (!option) return input().removeAttribute("aria-activedescendant")
  option.id ||= `palette-${options().indexOf(option)}`
  input().setAttribute("aria-activedescendant", option.id)
  option.scrollIntoView({ block: "nearest" })
}

function addCommands() {
  const wanted = input().value.trim().toLowerCase()
  const commands = document.getElementById("palette-commands").content.cloneNode(true)
  commands.querySelectorAll("[data-find]").forEach((item) => {
    if (!item.dataset.find.includes(wanted)) item.remove()
  })
  if (commands.querySelector("[role=option]")) list().append(commands)
  choose(options()[0])
}

export function openPalette() {
  if (!dialog() || dialog().open) return
  dialog().showModal()
  input().select()
  if (!list().childElementCount) addCommands()
}

function run(option) {
  const link = option.matches("a") ? option : option.querySelector("a[href]")
  if (!link) return
  if (!link.matches("[data-dialog]")) dialog().close()
  link.click()
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-palette]")
  if (opener && !event.ctrlKey && !event.metaKey && dialog()) {
    event.preventDefault()
    openPalette()
  }
})

document.addEventListener("input", (event) => {
  if (event.target !== dialog()?.querySelector("input")) return
  if (event.target.form.hasAttribute("hx-post") && event.target.value.trim()) return
  list().replaceChildren()
  addCommands()
})

document.addEventListener("htmx:after:settle", (event) => {
  if (event.target === list()) addCommands()
})

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-palette-form]")) return
  const chosen = options().find((option) => option.getAttribute("aria-selected") === "true")
  if (!chosen) return
  event.preventDefault()
  run(chosen)
})

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !dialog()?.open) return
  event.preventDefault()
  const all = options()
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
  choose(all[(now + step + all.length) % all.length])
})
