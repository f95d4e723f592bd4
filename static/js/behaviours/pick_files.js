// The paper clip of the composer opens the file box of the card, if the page has one.
document.addEventListener("click", (event) => {
  const clip = event.target.closest?.("[data-pick-files]")
  const input = clip && document.getElementById("files-input")
  if (!input) return
  event.preventDefault()
  input.click()
})
