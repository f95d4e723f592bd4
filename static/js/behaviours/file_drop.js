// .k-file takes a dropped file and says its name.
const fileBox = (event) => event.target.closest?.(".k-file")

function showNames(box) {
  const names = [...box.querySelector("input[type=file]").files].map((file) => file.name)
  const label = box.querySelector("[data-file-names]")
  if (!label) return
  label.textContent = names.join(", ")
  label.hidden = names.length === 0
  box.querySelector("[data-file-hint]")?.toggleAttribute("hidden", names.length > 0)
  box.classList.remove("is-invalid")
}

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    const box = fileBox(event)
    if (!box || ![...event.dataTransfer.types].includes("Files")) return
    event.preventDefault()
    box.classList.add("over")
  })
}

document.addEventListener("dragleave", (event) => {
  const box = fileBox(event)
  if (box && !box.contains(event.relatedTarget)) box.classList.remove("over")
})

document.addEventListener("drop", (event) => {
  const box = fileBox(event)
  if (!box || !event.dataTransfer.files.length) return
  event.preventDefault()
  box.classList.remove("over")
  const input = box.querySelector("input[type=file]")
  input.files = event.dataTransfer.files
  input.dispatchEvent(new Event("change", { bubbles: true }))
})

document.addEventListener("change", (event) => {
  if (event.target.matches?.(".k-file input[type=file]")) showNames(fileBox(event))
})
