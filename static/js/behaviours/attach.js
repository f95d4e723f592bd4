// [data-attach]: a picture or file chosen, dropped on the text or pasted into it is kept, and shown in the text where the caret stands.
const desk = () => document.querySelector("[data-attach]")
const words = (name) => JSON.parse(document.body.dataset.words)[name]

async function attach(files) {
  const box = desk(), form = box.closest("form")
  const said = box.querySelector("[data-attach-said]"), alt = box.querySelector("[name=alt]")
  for (const file of files) {
    const body = new FormData()
    body.append("media", file)
    body.append("alt", alt.value)
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value)
    said.textContent = `${file.name}…`
    const answer = await fetch(box.dataset.attach, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null)
    const told = await answer?.json().catch(() => null)
    said.textContent = told?.markdown ? "" : told?.refused || words(answer?.status === 413 ? "tooLarge" : "failed")
    if (told?.markdown) insert(told.markdown, told.needs_words && !alt.value)
  }
  alt.value = ""
  box.querySelector("[type=file]").value = ""
}

// A picture stands in a paragraph of its own; where nobody said what it shows, the caret waits for the words.
function insert(markdown, isNameless) {
  const into = document.getElementById(desk().dataset.attachInto)
  const at = into.selectionEnd, before = into.value.slice(0, at)
  const isPicture = markdown.startsWith("!")
  const lead = isPicture && before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : ""
  into.setRangeText(`${lead}${markdown}${isPicture ? "\n\n" : ""}`, at, at, "end")
  if (isNameless) into.setSelectionRange(at + lead.length + 2, at + lead.length + 2)
  into.dispatchEvent(new Event("input", { bubbles: true }))
  into.focus()
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-attach-now]")) return
  event.preventDefault()
  const chosen = desk().querySelector("[type=file]")
  if (chosen.files.length) attach([...chosen.files])
  else chosen.click()
})

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-attach] [type=file]") && event.target.files.length) attach([...event.target.files])
})

const isText = (target) => desk() && target.id === desk().dataset.attachInto

document.addEventListener("dragover", (event) => {
  if (isText(event.target) && [...event.dataTransfer.types].includes("Files")) event.preventDefault()
})

for (const [name, carried] of [["drop", "dataTransfer"], ["paste", "clipboardData"]]) {
  document.addEventListener(name, (event) => {
    if (!isText(event.target) || !event[carried]?.files.length) return
    event.preventDefault()
    attach([...event[carried].files])
  })
}
