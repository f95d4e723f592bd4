// [data-copy] puts its text, or the page's address, on the clipboard.
import { say, toast } from "../lib/page.js"

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]")
  if (!button) return
  event.preventDefault()
  await navigator.clipboard.writeText(button.dataset.copy || location.href)
  toast({ text: say("copied") })
})
