// A press on a number calls it (tel:) and opens the dialog that writes the call down, with the card it stands on.
import { wantsNewTab } from "../lib/page.js"

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-call]")
  const log = link?.dataset.callLog
  if (!log || wantsNewTab(event) || link.closest("#dialog")) return
  const about = link.closest("[data-call-about]")?.dataset.callAbout
  const query = new URLSearchParams(about ?? "")
  query.set("phone", link.dataset.call)
  document.dispatchEvent(new CustomEvent("k:open", { detail: { url: `${log}?${query}`, from: link } }))
})
