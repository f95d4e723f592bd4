// Text fields grow with the text where the browser cannot do it by itself (field-sizing: content).
const grow = (field) => {
  field.style.height = "auto"
  field.style.height = `${field.scrollHeight + 2}px`
}

if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-autogrow]")) grow(event.target)
  })
}
